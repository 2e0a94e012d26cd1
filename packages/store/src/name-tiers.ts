import type { Filter } from './keyset.ts';

/** What a search by name asks for, as records that derive these fields keep it. */
export interface NameTerms {
  readonly nameKey: string;
  readonly searchWords: readonly string[];
  readonly spelledWords: readonly string[];
}

/**
 * Tiers of a search by name: the whole name exactly as spelled, then spelled otherwise; then names that have all of its words and more, again
 * as spelled before otherwise. Words are equalities, so that an index holds a tier in the order of its list.
 */
export function nameTiers({ nameKey, searchWords, spelledWords }: NameTerms): readonly Filter[] {
  const asSpelled = allOf('spelledWords', spelledWords);
  const more = { nameKey: { $ne: nameKey } };
  return [
    { nameKey, ...asSpelled },
    { nameKey, $nor: [asSpelled] },
    { ...asSpelled, ...more },
    { ...allOf('searchWords', searchWords), ...more, $nor: [asSpelled] },
  ];
}

/** The last word comes first, where planners look: given names come last in Vietnam, and tell people apart better than the few family names do. */
const allOf = (path: string, words: readonly string[]): Filter => ({ $and: words.toReversed().map((word) => ({ [path]: word })) });

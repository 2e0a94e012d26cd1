import type { Filter } from './keyset.ts';

/** What a search by name asks for, as records that derive these fields keep it. */
export interface NameTerms {
  readonly nameKey: string;
  readonly searchWords: readonly string[];
  readonly spelledWords: readonly string[];
}

/**
 * Tiers of a search by name: the whole name exactly as spelled, then spelled otherwise; then names that have all of its words and more, again
 * as spelled before otherwise. The last word enters the index: given names come last in Vietnam, and tell people apart better than the few
 * family names do.
 */
export function nameTiers({ nameKey, searchWords, spelledWords }: NameTerms): readonly Filter[] {
  const asSpelled = { spelledWords: { $all: spelledWords.toReversed() } };
  const words = { searchWords: { $all: searchWords.toReversed() } };
  const more = { nameKey: { $ne: nameKey } };
  return [
    { nameKey, ...asSpelled },
    { nameKey, $nor: [asSpelled] },
    { ...asSpelled, ...more },
    { ...words, ...more, $nor: [asSpelled] },
  ];
}

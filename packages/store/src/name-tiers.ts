import type { Filter } from './keyset.ts';

/** The words a search by name asks for, as records that derive `searchWords` and `spelledWords` keep them. */
export interface NameWords {
  readonly searchWords: readonly string[];
  readonly spelledWords: readonly string[];
}

/**
 * Tiers of a search by name: exactly as spelled, then spelled otherwise. The last word enters the index: given names come last in Vietnam, and
 * tell people apart better than the few family names do.
 */
export function nameTiers({ searchWords, spelledWords }: NameWords): readonly Filter[] {
  const asSpelled = { spelledWords: { $all: spelledWords.toReversed() } };
  return [asSpelled, { searchWords: { $all: searchWords.toReversed() }, $nor: [asSpelled] }];
}

import { BadUserInput } from '@health-graph/errors';

/** The bounds of `first` in every list of the graph. */
export const pageBounds = { minimum: 1, maximum: 100, default: 20 } as const;

/** What a list field is asked for, as GraphQL hands it over. */
export interface RawPageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** What a list is asked for, checked. */
export interface PageArguments {
  readonly first: number;
  readonly after?: string;
}

/**
 * The page asked for: 20 records where nobody says how many.
 * @throws {BadUserInput} naming `first` when it is out of range
 */
export function pageArguments({ first, after }: RawPageArguments): PageArguments {
  checkFirst(first ?? pageBounds.default);
  return { first: first ?? pageBounds.default, ...(after === null || after === undefined ? {} : { after }) };
}

/** @throws {BadUserInput} naming `first` */
export function checkFirst(first: number): void {
  const { minimum, maximum } = pageBounds;
  if (Number.isInteger(first) && first >= minimum && first <= maximum) return;
  throw new BadUserInput('The page size is out of range.', { argument: 'first', minimum, maximum });
}

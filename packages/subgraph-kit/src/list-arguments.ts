import { type PageArguments, pageArguments, type RawPageArguments } from './page-arguments.ts';

/** What a list is asked for, checked: its page, and the arguments that narrow it, where they are given. */
export type ListArguments<Raw> = PageArguments & {
  readonly [Name in Exclude<keyof Raw, 'first' | 'after'>]?: NonNullable<Raw[Name]>;
};

/**
 * The arguments of a list field as GraphQL hands them over, checked: null is not asked for.
 * @throws {BadUserInput} naming `first` when it is out of range
 */
export function listArguments<Raw extends RawPageArguments>({ first, after, ...narrowing }: Raw): ListArguments<Raw> {
  const given = Object.entries(narrowing).filter(([, value]) => value !== null && value !== undefined);
  return { ...pageArguments({ first, after }), ...Object.fromEntries(given) } as ListArguments<Raw>;
}

import { type PageArguments, pageArguments, type RawPageArguments } from '@health-graph/subgraph-kit';

/** Arguments that GraphQL hands over, as a list is asked for: what is null is not asked. */
export function listArguments<Narrowing extends object>({ first, after, ...narrowing }: RawPageArguments & Narrowing): Asked<Narrowing> {
  const given = Object.entries(narrowing).filter(([, value]) => value !== null && value !== undefined);
  return { ...pageArguments({ first, after }), ...Object.fromEntries(given) } as Asked<Narrowing>;
}

type Asked<Narrowing> = PageArguments & {
  readonly [Name in Exclude<keyof Narrowing, 'first' | 'after'>]?: NonNullable<Narrowing[Name]>;
};

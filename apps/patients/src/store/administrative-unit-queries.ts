import type { PageArguments } from '@health-graph/subgraph-kit';
import type { PermittedPatients } from './patients-store.ts';

export interface UnitCriteria extends PageArguments {
  readonly kind?: string;
  readonly provinceCode?: string;
}

/** Units of administration, by code; one command. */
export const listUnits = ({ collections }: PermittedPatients, { first, after, ...filter }: UnitCriteria) =>
  collections.AdministrativeUnit.page({
    first,
    after,
    filter,
    order: [
      ['code', 1],
      ['_id', 1],
    ],
  });

/** The units of these codes; one command. */
export const unitsByCodes = ({ collections }: PermittedPatients, codes: readonly string[]) =>
  collections.AdministrativeUnit.allBy('code', codes);

import type { PageArguments } from '@health-graph/subgraph-kit';
import type { PermittedIdentity } from './identity-store.ts';
import { byName } from './practitioner-queries.ts';

export interface FacilityCriteria extends PageArguments {
  readonly kind?: string;
  readonly communeCode?: string;
}

/** Facilities, by name; one command. */
export const listFacilities = ({ collections }: PermittedIdentity, { first, after, ...filter }: FacilityCriteria) =>
  collections.Facility.page({ first, after, filter, order: byName });

/** All facilities that have or had this code; one command. */
export const facilitiesOfCode = ({ collections }: PermittedIdentity, code: string) => collections.Facility.allBy('code', [code]);

/** Departments of facilities, by code; one command. */
export const departmentsOfFacilities = ({ collections }: PermittedIdentity, facilityIds: readonly string[]) =>
  collections.Department.allBy('facilityId', facilityIds, {
    order: [
      ['code', 1],
      ['_id', 1],
    ],
  });

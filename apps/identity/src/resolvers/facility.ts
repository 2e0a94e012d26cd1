import { listArguments, loadOptional } from '@health-graph/subgraph-kit';
import type { FacilityResolvers } from '../__generated__/resolvers.ts';

export const Facility: FacilityResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.facility.load(id),
  commune: ({ communeCode }) => (communeCode === undefined ? null : { __typename: 'AdministrativeUnit', code: communeCode }),
  partOf: ({ partOfId }, _args, { loaders }) => loadOptional(loaders.facility, partOfId),
  departments: ({ id }, _args, { loaders }) => loaders.departmentsOfFacility.load(id),
  practitioners: ({ id }, asked, { loaders }) => loaders.practitionersOfFacility.load(id, listArguments(asked)),
};

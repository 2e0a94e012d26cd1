import { loadOptional } from '@health-graph/subgraph-kit';
import type { DepartmentResolvers } from '../__generated__/resolvers.ts';

export const Department: DepartmentResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.department.load(id),
  facility: ({ facilityId }, _args, { loaders }) => loadOptional(loaders.facility, facilityId),
  head: ({ headId }, _args, { loaders }) => loadOptional(loaders.practitioner, headId),
};

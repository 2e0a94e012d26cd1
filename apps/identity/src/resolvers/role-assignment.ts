import { loadOptional } from '@health-graph/subgraph-kit';
import type { RoleAssignmentResolvers } from '../__generated__/resolvers.ts';

export const RoleAssignment: RoleAssignmentResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.roleAssignment.load(id),
  practitioner: ({ practitionerId }, _args, { loaders }) => loadOptional(loaders.practitioner, practitionerId),
  facility: ({ facilityId }, _args, { loaders }) => loadOptional(loaders.facility, facilityId),
  department: ({ departmentId }, _args, { loaders }) => loadOptional(loaders.department, departmentId),
};

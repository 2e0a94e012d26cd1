import { loadOptional, reference } from '@health-graph/subgraph-kit';
import type { CareTeamMemberResolvers } from '../__generated__/resolvers.ts';

export const CareTeamMember: CareTeamMemberResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.careTeamMember.load(id),
  patient: ({ patientId }) => reference('Patient', patientId),
  practitioner: ({ practitionerId }, _args, { loaders }) => loadOptional(loaders.practitioner, practitionerId),
  facility: ({ facilityId }, _args, { loaders }) => loadOptional(loaders.facility, facilityId),
  department: ({ departmentId }, _args, { loaders }) => loadOptional(loaders.department, departmentId),
};

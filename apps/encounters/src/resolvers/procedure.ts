import { loadOptional, loadPresent, reference, references } from '@health-graph/subgraph-kit';
import type { ProcedureResolvers } from '../__generated__/resolvers.ts';

export const Procedure: ProcedureResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.procedure.load(id),
  subject: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }, _args, { loaders }) => loadOptional(loaders.encounter, encounterId),
  performers: ({ performerIds }) => references('Practitioner', performerIds),
  facility: ({ facilityId }) => reference('Facility', facilityId),
  reasonConditions: ({ reasonConditionIds }, _args, { loaders }) => loadPresent(loaders.condition, reasonConditionIds),
};

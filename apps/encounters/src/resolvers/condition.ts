import { loadOptional, reference } from '@health-graph/subgraph-kit';
import type { ConditionResolvers } from '../__generated__/resolvers.ts';

export const Condition: ConditionResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.condition.load(id),
  subject: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }, _args, { loaders }) => loadOptional(loaders.encounter, encounterId),
  recorder: ({ recorderId }) => reference('Practitioner', recorderId),
};

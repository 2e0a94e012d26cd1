import { loadOptional, loadPresent, reference } from '@health-graph/subgraph-kit';
import type { CarePlanResolvers } from '../__generated__/resolvers.ts';

export const CarePlan: CarePlanResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.carePlan.load(id),
  subject: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }, _args, { loaders }) => loadOptional(loaders.encounter, encounterId),
  addresses: ({ addressedConditionIds }, _args, { loaders }) => loadPresent(loaders.condition, addressedConditionIds),
  goals: ({ goalIds }, _args, { loaders }) => loadPresent(loaders.goal, goalIds),
};

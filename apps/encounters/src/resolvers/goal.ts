import { loadPresent, reference } from '@health-graph/subgraph-kit';
import type { GoalResolvers } from '../__generated__/resolvers.ts';

export const Goal: GoalResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.goal.load(id),
  subject: ({ patientId }) => reference('Patient', patientId),
  addresses: ({ addressedConditionIds }, _args, { loaders }) => loadPresent(loaders.condition, addressedConditionIds),
};

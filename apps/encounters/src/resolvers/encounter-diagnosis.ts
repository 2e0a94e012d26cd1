import { loadOptional } from '@health-graph/subgraph-kit';
import type { EncounterDiagnosisResolvers } from '../__generated__/resolvers.ts';

export const EncounterDiagnosis: EncounterDiagnosisResolvers = {
  condition: ({ conditionId }, _args, { loaders }) => loadOptional(loaders.condition, conditionId),
};

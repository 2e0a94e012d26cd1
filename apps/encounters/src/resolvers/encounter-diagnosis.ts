import type { EncounterDiagnosisResolvers } from '../__generated__/resolvers.ts';
import { loadOptional } from '../loaders.ts';

export const EncounterDiagnosis: EncounterDiagnosisResolvers = {
  condition: ({ conditionId }, _args, { loaders }) => loadOptional(loaders.condition, conditionId),
};

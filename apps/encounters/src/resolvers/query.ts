import type { QueryResolvers } from '../__generated__/resolvers.ts';

export const Query: QueryResolvers = {
  encounter: (_root, { id }, { loaders }) => loaders.encounter.load(id),
  condition: (_root, { id }, { loaders }) => loaders.condition.load(id),
  observation: (_root, { id }, { loaders }) => loaders.observation.load(id),
  diagnosticReport: (_root, { id }, { loaders }) => loaders.diagnosticReport.load(id),
};

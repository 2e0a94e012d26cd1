import type { DrugInteractionResolvers } from '../__generated__/resolvers.ts';

export const DrugInteraction: DrugInteractionResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.drugInteraction.load(id),
};

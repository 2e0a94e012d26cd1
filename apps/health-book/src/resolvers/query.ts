import { pageArguments } from '@health-graph/subgraph-kit';
import type { QueryResolvers } from '../__generated__/resolvers.ts';
import { adoptionPage } from '../store/adoption-page.ts';

export const Query: QueryResolvers = {
  healthBook: (_root, { id }, { loaders }) => loaders.healthBook.load(id),
  immunization: (_root, { id }, { loaders }) => loaders.immunization.load(id),
  appointment: (_root, { id }, { loaders }) => loaders.appointment.load(id),
  healthBookAdoption: (_root, args, { store, smallestCell }) => adoptionPage(store, { ...pageArguments(args), smallestCell }),
};

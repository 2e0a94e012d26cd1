import type { QueryResolvers } from '../__generated__/resolvers.ts';

export const Query: QueryResolvers = {
  rehabilitationSession: (_root, { id }, { loaders }) => loaders.session.load(id),
  rehabilitationSessionTotal: (_root, _args, { totals }) => totals.countDone(),
};

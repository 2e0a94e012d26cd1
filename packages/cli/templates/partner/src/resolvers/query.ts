import type { QueryResolvers } from '../__generated__/resolvers.ts';

export const Query: QueryResolvers = {
  rehabilitationSession: (_root, { id }, { loaders }) => loaders.session.load(id),
};

import { reference } from '@health-graph/subgraph-kit';
import type { GuardianshipResolvers } from '../__generated__/resolvers.ts';

export const Guardianship: GuardianshipResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.guardianship.load(id),
  ward: ({ wardId }) => reference('Patient', wardId),
  guardian: ({ guardianId }) => reference('Patient', guardianId),
};

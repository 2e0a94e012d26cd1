import { loadOptional } from '@health-graph/subgraph-kit';
import type { AddressResolvers } from '../__generated__/resolvers.ts';

export const Address: AddressResolvers = {
  commune: ({ communeCode }, _args, { loaders }) => loadOptional(loaders.administrativeUnit, communeCode),
};

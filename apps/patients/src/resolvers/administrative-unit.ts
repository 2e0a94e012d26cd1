import { loadOptional } from '@health-graph/subgraph-kit';
import type { AdministrativeUnitResolvers } from '../__generated__/resolvers.ts';

export const AdministrativeUnit: AdministrativeUnitResolvers = {
  __resolveReference: ({ code }, { loaders }) => loaders.administrativeUnit.load(code),
  province: ({ provinceCode }, _args, { loaders }) => loadOptional(loaders.administrativeUnit, provinceCode),
};

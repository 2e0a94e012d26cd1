import { listArguments } from '@health-graph/subgraph-kit';
import type { FacilityResolvers } from '../__generated__/resolvers.ts';

export const Facility: FacilityResolvers = {
  encounters: ({ id }, asked, { loaders }) => loaders.encountersOfFacility.load(id, listArguments(asked)),
};

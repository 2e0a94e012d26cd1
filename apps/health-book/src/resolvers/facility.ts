import { listArguments } from '@health-graph/subgraph-kit';
import type { FacilityResolvers } from '../__generated__/resolvers.ts';

export const Facility: FacilityResolvers = {
  appointments: ({ id }, asked, { loaders }) => loaders.appointmentsOfFacility.load(id, listArguments(asked)),
};

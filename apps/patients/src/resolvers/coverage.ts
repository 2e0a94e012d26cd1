import { reference } from '@health-graph/subgraph-kit';
import type { CoverageResolvers } from '../__generated__/resolvers.ts';

export const Coverage: CoverageResolvers = {
  registeredFacility: ({ registeredFacilityId }) => reference('Facility', registeredFacilityId),
};

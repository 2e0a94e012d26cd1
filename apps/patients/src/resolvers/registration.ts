import { reference } from '@health-graph/subgraph-kit';
import type { RegistrationResolvers } from '../__generated__/resolvers.ts';

export const Registration: RegistrationResolvers = {
  facility: ({ facilityId }) => reference('Facility', facilityId),
};

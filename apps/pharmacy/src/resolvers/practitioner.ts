import { listArguments } from '@health-graph/subgraph-kit';
import type { PractitionerResolvers } from '../__generated__/resolvers.ts';

export const Practitioner: PractitionerResolvers = {
  medicationRequests: ({ id }, asked, { loaders }) => loaders.medicationRequestsOfPractitioner.load(id, listArguments(asked)),
};

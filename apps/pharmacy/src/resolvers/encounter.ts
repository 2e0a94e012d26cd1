import { listArguments } from '@health-graph/subgraph-kit';
import type { EncounterResolvers } from '../__generated__/resolvers.ts';

export const Encounter: EncounterResolvers = {
  medicationRequests: ({ id }, asked, { loaders }) => loaders.medicationRequestsOfEncounter.load(id, listArguments(asked)),
};

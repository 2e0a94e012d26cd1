import { listArguments } from '@health-graph/subgraph-kit';
import type { EncounterResolvers } from '../__generated__/resolvers.ts';

export const Encounter: EncounterResolvers = {
  bookVisit: ({ id }, _args, { loaders }) => loaders.visitOfEncounter.load(id),
  immunizations: ({ id }, asked, { loaders }) => loaders.immunizationsOfEncounter.load(id, listArguments(asked)),
};

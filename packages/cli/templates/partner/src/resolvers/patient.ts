import { listArguments } from '@health-graph/subgraph-kit';
import type { PatientResolvers } from '../__generated__/resolvers.ts';

/** What this subgraph adds to a patient, who is known here by id only. */
export const Patient: PatientResolvers = {
  rehabilitationSessions: ({ id }, asked, { loaders }) => loaders.sessionsOf.load(id, listArguments(asked)),
};

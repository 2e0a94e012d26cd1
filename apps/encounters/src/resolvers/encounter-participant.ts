import { reference } from '@health-graph/subgraph-kit';
import type { EncounterParticipantResolvers } from '../__generated__/resolvers.ts';

export const EncounterParticipant: EncounterParticipantResolvers = {
  practitioner: ({ practitionerId }) => reference('Practitioner', practitionerId),
};

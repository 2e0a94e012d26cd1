import type { EncounterParticipantResolvers } from '../__generated__/resolvers.ts';
import { reference } from './references.ts';

export const EncounterParticipant: EncounterParticipantResolvers = {
  practitioner: ({ practitionerId }) => reference('Practitioner', practitionerId),
};

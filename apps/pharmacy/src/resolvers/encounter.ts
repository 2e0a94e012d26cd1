import { contactOfPatient, listArguments } from '@health-graph/subgraph-kit';
import type { EncounterResolvers } from '../__generated__/resolvers.ts';

export const Encounter: EncounterResolvers = {
  medicationRequests: (contact, asked, { loaders }) =>
    loaders.medicationRequestsOfEncounter.load(contactOfPatient(contact), listArguments(asked)),
};

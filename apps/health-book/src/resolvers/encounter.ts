import { contactOfPatient, listArguments } from '@health-graph/subgraph-kit';
import type { EncounterResolvers } from '../__generated__/resolvers.ts';

export const Encounter: EncounterResolvers = {
  bookVisit: (contact, _args, { loaders }) => loaders.visitOfContact.load(contactOfPatient(contact)),
  immunizations: (contact, asked, { loaders }) => loaders.immunizationsOfContact.load(contactOfPatient(contact), listArguments(asked)),
};

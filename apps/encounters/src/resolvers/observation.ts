import type { ObservationResolvers } from '../__generated__/resolvers.ts';
import { loadOptional } from '../loaders.ts';
import { reference, references } from './references.ts';

export const Observation: ObservationResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.observation.load(id),
  subject: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }, _args, { loaders }) => loadOptional(loaders.encounter, encounterId),
  performers: ({ performerIds }) => references('Practitioner', performerIds),
};

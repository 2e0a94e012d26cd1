import { loadOptional, reference, references } from '@health-graph/subgraph-kit';
import type { ObservationResolvers } from '../__generated__/resolvers.ts';

export const Observation: ObservationResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.observation.load(id),
  subject: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }, _args, { loaders }) => loadOptional(loaders.encounter, encounterId),
  performers: ({ performerIds }) => references('Practitioner', performerIds),
};

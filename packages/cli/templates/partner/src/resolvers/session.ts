import { reference } from '@health-graph/subgraph-kit';
import type { RehabilitationSessionResolvers } from '../__generated__/resolvers.ts';

/** Fields that are not here are read off the session by their name. */
export const RehabilitationSession: RehabilitationSessionResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.session.load(id),
  patient: ({ patientId }) => reference('Patient', patientId),
  facility: ({ facilityId }) => reference('Facility', facilityId),
};

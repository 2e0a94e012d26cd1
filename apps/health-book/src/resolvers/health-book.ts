import { listArguments, reference } from '@health-graph/subgraph-kit';
import type { HealthBookResolvers } from '../__generated__/resolvers.ts';

export const HealthBook: HealthBookResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.healthBook.load(id),
  patient: ({ patientId }) => reference('Patient', patientId),
  initialFacility: ({ initialFacilityId }) => reference('Facility', initialFacilityId),
  visits: ({ patientId }, asked, { loaders }) => loaders.visitsOfPatient.load(patientId, listArguments(asked)),
  updatedAt: ({ recordedAt }) => recordedAt.toISOString(),
};

import { reference } from '@health-graph/subgraph-kit';
import type { BookVisitResolvers } from '../__generated__/resolvers.ts';

export const BookVisit: BookVisitResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.bookVisit.load(id),
  patient: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }) => reference('Encounter', encounterId),
  facility: ({ facilityId }) => reference('Facility', facilityId),
  doctor: ({ doctorId }) => reference('Practitioner', doctorId),
};

import { loadOptional, reference } from '@health-graph/subgraph-kit';
import type { MedicationDispenseResolvers } from '../__generated__/resolvers.ts';

export const MedicationDispense: MedicationDispenseResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.medicationDispense.load(id),
  request: ({ requestId }, _args, { loaders }) => loadOptional(loaders.medicationRequest, requestId),
  subject: ({ patientId }) => reference('Patient', patientId),
  performer: ({ performerId }) => reference('Practitioner', performerId),
  facility: ({ facilityId }) => reference('Facility', facilityId),
};

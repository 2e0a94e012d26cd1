import { loadOptional, reference, references } from '@health-graph/subgraph-kit';
import type { MedicationRequestResolvers } from '../__generated__/resolvers.ts';
import { prescriptionKindOf } from '../model/prescription-code.ts';
import { remainingQuantity } from '../model/remaining-quantity.ts';

export const MedicationRequest: MedicationRequestResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.medicationRequest.load(id),
  prescriptionKind: (request) => prescriptionKindOf(request),
  medication: ({ medicationId }, _args, { loaders }) => loadOptional(loaders.medication, medicationId),
  subject: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }) => reference('Encounter', encounterId),
  requester: ({ requesterId }) => reference('Practitioner', requesterId),
  facility: ({ facilityId }) => reference('Facility', facilityId),
  reasonConditions: ({ reasonConditionIds }) => references('Condition', reasonConditionIds),
  remaining: async (request, _args, { loaders }) => remainingQuantity(request, await loaders.dispensesOfRequest.load(request.id)),
  dispenses: ({ id }, _args, { loaders }) => loaders.dispensesOfRequest.load(id),
};

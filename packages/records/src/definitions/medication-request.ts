import { Type } from 'typebox';
import {
  boolean,
  closed,
  codeableConcept,
  dateTime,
  integer,
  list,
  number,
  optional,
  quantity,
  recordReference,
  text,
} from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';
import { prescriptionKind } from './medication.ts';

/** FHIR R4 medication request status. */
export const medicationRequestStatus = Type.Enum([
  'ACTIVE',
  'ON_HOLD',
  'CANCELLED',
  'COMPLETED',
  'ENTERED_IN_ERROR',
  'STOPPED',
  'DRAFT',
  'UNKNOWN',
]);

/** FHIR R4 medication request intent. */
export const medicationRequestIntent = Type.Enum([
  'PROPOSAL',
  'PLAN',
  'ORDER',
  'ORIGINAL_ORDER',
  'REFLEX_ORDER',
  'FILLER_ORDER',
  'INSTANCE_ORDER',
  'OPTION',
]);

/** How to take a medicine (Cách dùng). FHIR R4 Dosage. */
export const dosageInstruction = Type.Object(
  {
    text: optional(text),
    route: optional(codeableConcept),
    dose: optional(quantity),
    frequency: optional(integer),
    period: optional(number),
    periodUnit: optional(text),
    asNeeded: optional(boolean),
  },
  closed,
);

/** A prescribed medicine: one line of a prescription (Chỉ định thuốc). FHIR R4 MedicationRequest. */
export const medicationRequest = defineRecord({
  type: 'MedicationRequest',
  subgraph: 'pharmacy',
  collection: 'medication_requests',
  rowClass: 'clinical',
  sortBy: 'authoredOn',
  indexes: [
    { patientId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { encounterId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { requesterId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { prescriptionCode: 1 },
  ],
  schema: Type.Object(
    {
      prescriptionCode: optional(text),
      prescriptionKind: optional(prescriptionKind),
      status: optional(medicationRequestStatus),
      intent: optional(medicationRequestIntent),
      medicationId: optional(recordReference),
      medicationConcept: optional(codeableConcept),
      patientId: recordReference,
      encounterId: optional(recordReference),
      authoredOn: optional(dateTime),
      requesterId: optional(recordReference),
      facilityId: optional(recordReference),
      reasonConditionIds: optional(list(recordReference)),
      dosageInstructions: optional(list(dosageInstruction)),
      quantity: optional(quantity),
      numberOfRepeatsAllowed: optional(integer),
      daysSupply: optional(integer),
      advice: optional(text),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type MedicationRequest = RecordOf<typeof medicationRequest>;

import { Type } from 'typebox';
import { closed, codeableConcept, dateTime, integer, optional, quantity, recordReference } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 medication dispense status. */
export const medicationDispenseStatus = Type.Enum([
  'PREPARATION',
  'IN_PROGRESS',
  'CANCELLED',
  'ON_HOLD',
  'COMPLETED',
  'ENTERED_IN_ERROR',
  'STOPPED',
  'DECLINED',
  'UNKNOWN',
]);

/** Medicine that was handed out (Cấp phát thuốc). FHIR R4 MedicationDispense. */
export const medicationDispense = defineRecord({
  type: 'MedicationDispense',
  subgraph: 'pharmacy',
  collection: 'medication_dispenses',
  rowClass: 'clinical',
  sortBy: 'whenHandedOver',
  indexes: [{ patientId: 1, sortAt: -1, _id: -1, labelKey: 1 }, { requestId: 1 }],
  schema: Type.Object(
    {
      status: optional(medicationDispenseStatus),
      requestId: optional(recordReference),
      medicationConcept: optional(codeableConcept),
      patientId: recordReference,
      quantity: optional(quantity),
      daysSupply: optional(integer),
      whenHandedOver: optional(dateTime),
      performerId: optional(recordReference),
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type MedicationDispense = RecordOf<typeof medicationDispense>;

import { Type } from 'typebox';
import { closed, codeableConcept, dateTime, list, optional, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 condition clinical status. */
export const conditionClinicalStatus = Type.Enum(['ACTIVE', 'RECURRENCE', 'RELAPSE', 'INACTIVE', 'REMISSION', 'RESOLVED']);

/** FHIR R4 condition verification status. */
export const conditionVerificationStatus = Type.Enum([
  'UNCONFIRMED',
  'PROVISIONAL',
  'DIFFERENTIAL',
  'CONFIRMED',
  'REFUTED',
  'ENTERED_IN_ERROR',
]);

/** A disease, problem or diagnosis (Bệnh, chẩn đoán). FHIR R4 Condition. */
export const condition = defineRecord({
  type: 'Condition',
  subgraph: 'encounters',
  collection: 'conditions',
  rowClass: 'clinical',
  sortBy: 'recordedDate',
  indexes: [
    { patientId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { encounterId: 1, sortAt: -1, _id: -1, labelKey: 1 },
  ],
  schema: Type.Object(
    {
      clinicalStatus: optional(conditionClinicalStatus),
      verificationStatus: optional(conditionVerificationStatus),
      categories: optional(list(codeableConcept)),
      severity: optional(codeableConcept),
      code: optional(codeableConcept),
      patientId: recordReference,
      encounterId: optional(recordReference),
      onset: optional(dateTime),
      abatement: optional(dateTime),
      recordedDate: optional(dateTime),
      recorderId: optional(recordReference),
      note: optional(text),
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type Condition = RecordOf<typeof condition>;

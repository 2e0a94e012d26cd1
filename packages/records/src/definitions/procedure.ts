import { Type } from 'typebox';
import { closed, codeableConcept, list, optional, period, recordReference } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 event status. */
export const eventStatus = Type.Enum([
  'PREPARATION',
  'IN_PROGRESS',
  'NOT_DONE',
  'ON_HOLD',
  'STOPPED',
  'COMPLETED',
  'ENTERED_IN_ERROR',
  'UNKNOWN',
]);

/** Something done to a patient (Phẫu thuật, thủ thuật, dịch vụ kỹ thuật). FHIR R4 Procedure. */
export const procedure = defineRecord({
  type: 'Procedure',
  subgraph: 'encounters',
  collection: 'procedures',
  rowClass: 'clinical',
  sortBy: 'performed',
  indexes: [
    { patientId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { encounterId: 1, sortAt: -1, _id: -1, labelKey: 1 },
  ],
  schema: Type.Object(
    {
      status: optional(eventStatus),
      category: optional(codeableConcept),
      code: optional(codeableConcept),
      patientId: recordReference,
      encounterId: optional(recordReference),
      performed: optional(period),
      performerIds: optional(list(recordReference)),
      facilityId: optional(recordReference),
      reasonConditionIds: optional(list(recordReference)),
      outcome: optional(codeableConcept),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type Procedure = RecordOf<typeof procedure>;

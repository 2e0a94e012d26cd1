import { Type } from 'typebox';
import { boolean, closed, codeableConcept, dateTime, integer, list, optional, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 immunization status. */
export const immunizationStatus = Type.Enum(['COMPLETED', 'ENTERED_IN_ERROR', 'NOT_DONE']);

/** A vaccination (Tiêm chủng). FHIR R4 Immunization. */
export const immunization = defineRecord({
  type: 'Immunization',
  subgraph: 'health-book',
  collection: 'immunizations',
  rowClass: 'clinical',
  sortBy: 'occurrence',
  indexes: [
    { patientId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { encounterId: 1, sortAt: -1, _id: -1, labelKey: 1 },
  ],
  schema: Type.Object(
    {
      status: optional(immunizationStatus),
      vaccineCode: optional(codeableConcept),
      targetDiseases: optional(list(codeableConcept)),
      doseNumber: optional(integer),
      lotNumber: optional(text),
      patientId: recordReference,
      encounterId: optional(recordReference),
      occurrence: optional(dateTime),
      primarySource: optional(boolean),
      facilityId: optional(recordReference),
      locationName: optional(text),
      performerId: optional(recordReference),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type Immunization = RecordOf<typeof immunization>;

import { Type } from 'typebox';
import { closed, codeableConcept, dateTime, instant, list, optional, quantity, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 observation status. */
export const observationStatus = Type.Enum([
  'REGISTERED',
  'PRELIMINARY',
  'FINAL',
  'AMENDED',
  'CORRECTED',
  'CANCELLED',
  'ENTERED_IN_ERROR',
  'UNKNOWN',
]);

/** The usual range of a value (Khoảng tham chiếu). */
export const referenceRange = Type.Object(
  {
    low: optional(quantity),
    high: optional(quantity),
    text: optional(text),
  },
  closed,
);

/** One of several values measured together. */
export const observationComponent = Type.Object(
  {
    code: optional(codeableConcept),
    valueQuantity: optional(quantity),
    valueCodeableConcept: optional(codeableConcept),
    valueString: optional(text),
  },
  closed,
);

/** A result or measurement (Kết quả cận lâm sàng, chỉ số). FHIR R4 Observation. */
export const observation = defineRecord({
  type: 'Observation',
  subgraph: 'encounters',
  collection: 'observations',
  rowClass: 'clinical',
  sortBy: 'effective',
  indexes: [
    { patientId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { encounterId: 1, sortAt: -1, _id: -1, labelKey: 1 },
  ],
  schema: Type.Object(
    {
      status: optional(observationStatus),
      categories: optional(list(codeableConcept)),
      code: optional(codeableConcept),
      patientId: recordReference,
      encounterId: optional(recordReference),
      effective: optional(dateTime),
      issued: optional(instant),
      performerIds: optional(list(recordReference)),
      valueQuantity: optional(quantity),
      valueCodeableConcept: optional(codeableConcept),
      valueString: optional(text),
      interpretations: optional(list(codeableConcept)),
      referenceRanges: optional(list(referenceRange)),
      components: optional(list(observationComponent)),
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type Observation = RecordOf<typeof observation>;

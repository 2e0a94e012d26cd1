import { Type } from 'typebox';
import { closed, codeableConcept, date, optional, period, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** One visit in the book, groups (c) and (d) of QD 31/QD-BYT (Lượt khám trong sổ). */
export const bookVisit = defineRecord({
  type: 'BookVisit',
  subgraph: 'health-book',
  collection: 'book_visits',
  rowClass: 'admin',
  sortBy: 'period',
  indexes: [{ patientId: 1, sortAt: -1, _id: -1, labelKey: 1 }, { encounterId: 1 }],
  schema: Type.Object(
    {
      patientId: recordReference,
      encounterId: optional(recordReference),
      facilityId: optional(recordReference),
      period: optional(period),
      reason: optional(text),
      dischargeDiagnosis: optional(codeableConcept),
      result: optional(text),
      course: optional(text),
      treatment: optional(text),
      advice: optional(text),
      reExaminationDate: optional(date),
      doctorId: optional(recordReference),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type BookVisit = RecordOf<typeof bookVisit>;

import { Type } from 'typebox';
import { closed, codeableConcept, dateTime, instant, integer, list, optional, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 diagnostic report status. */
export const diagnosticReportStatus = Type.Enum([
  'REGISTERED',
  'PARTIAL',
  'PRELIMINARY',
  'FINAL',
  'AMENDED',
  'CORRECTED',
  'APPENDED',
  'CANCELLED',
  'ENTERED_IN_ERROR',
  'UNKNOWN',
]);

/** A piece of content (Tệp đính kèm). FHIR R4 Attachment. */
export const attachment = Type.Object(
  {
    contentType: optional(text),
    title: optional(text),
    sizeBytes: optional(integer),
    data: optional(text),
  },
  closed,
);

/** A report over results (Phiếu kết quả). FHIR R4 DiagnosticReport. */
export const diagnosticReport = defineRecord({
  type: 'DiagnosticReport',
  subgraph: 'encounters',
  collection: 'diagnostic_reports',
  rowClass: 'clinical',
  sortBy: 'effective',
  apart: ['presentedForms.data'],
  indexes: [
    { patientId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { encounterId: 1, sortAt: -1, _id: -1, labelKey: 1 },
  ],
  schema: Type.Object(
    {
      status: optional(diagnosticReportStatus),
      categories: optional(list(codeableConcept)),
      code: optional(codeableConcept),
      patientId: recordReference,
      encounterId: optional(recordReference),
      effective: optional(dateTime),
      issued: optional(instant),
      performerIds: optional(list(recordReference)),
      resultIds: optional(list(recordReference)),
      conclusion: optional(text),
      presentedForms: optional(list(attachment)),
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type DiagnosticReport = RecordOf<typeof diagnosticReport>;

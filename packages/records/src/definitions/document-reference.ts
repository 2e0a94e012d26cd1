import { Type } from 'typebox';
import { closed, codeableConcept, identifier, instant, list, optional, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';
import { attachment } from './diagnostic-report.ts';

/** FHIR R4 document reference status. */
export const documentReferenceStatus = Type.Enum(['CURRENT', 'SUPERSEDED', 'ENTERED_IN_ERROR']);

/** A document of the record (Phiếu, giấy trong bệnh án). FHIR R4 DocumentReference. */
export const documentReference = defineRecord({
  type: 'DocumentReference',
  subgraph: 'encounters',
  collection: 'document_references',
  rowClass: 'clinical',
  sortBy: 'date',
  apart: ['attachments.data'],
  indexes: [
    { patientId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { encounterId: 1, sortAt: -1, _id: -1, labelKey: 1 },
  ],
  schema: Type.Object(
    {
      identifiers: optional(list(identifier)),
      status: optional(documentReferenceStatus),
      type: optional(codeableConcept),
      categories: optional(list(codeableConcept)),
      patientId: recordReference,
      encounterId: optional(recordReference),
      date: optional(instant),
      authorIds: optional(list(recordReference)),
      custodianId: optional(recordReference),
      description: optional(text),
      attachments: optional(list(attachment)),
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type DocumentReference = RecordOf<typeof documentReference>;

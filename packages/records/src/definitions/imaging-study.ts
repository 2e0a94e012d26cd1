import { Type } from 'typebox';
import { closed, coding, dateTime, identifier, integer, list, optional, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 imaging study status. */
export const imagingStudyStatus = Type.Enum(['REGISTERED', 'AVAILABLE', 'CANCELLED', 'ENTERED_IN_ERROR', 'UNKNOWN']);

/** Images of one kind within a study. */
export const imagingSeries = Type.Object(
  {
    uid: optional(text),
    modality: optional(coding),
    bodySite: optional(coding),
    started: optional(dateTime),
    numberOfInstances: optional(integer),
  },
  closed,
);

/** A set of images taken together (Chẩn đoán hình ảnh). FHIR R4 ImagingStudy. */
export const imagingStudy = defineRecord({
  type: 'ImagingStudy',
  subgraph: 'encounters',
  collection: 'imaging_studies',
  rowClass: 'clinical',
  sortBy: 'started',
  indexes: [{ patientId: 1, sortAt: -1, _id: -1, labelKey: 1 }],
  schema: Type.Object(
    {
      identifiers: optional(list(identifier)),
      status: optional(imagingStudyStatus),
      patientId: recordReference,
      encounterId: optional(recordReference),
      started: optional(dateTime),
      description: optional(text),
      numberOfSeries: optional(integer),
      numberOfInstances: optional(integer),
      series: optional(list(imagingSeries)),
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type ImagingStudy = RecordOf<typeof imagingStudy>;

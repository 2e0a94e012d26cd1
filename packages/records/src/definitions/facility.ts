import { Type } from 'typebox';
import { boolean, closed, date, identifier, integer, list, optional, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** Kinds of facilities. */
export const facilityKind = Type.Enum([
  'GENERAL_HOSPITAL',
  'SPECIALISED_HOSPITAL',
  'REGIONAL_HOSPITAL',
  'PRIVATE_HOSPITAL',
  'HEALTH_CENTRE',
  'HEALTH_STATION',
  'CLINIC',
  'OTHER',
]);

/** A hospital, health station or clinic (Cơ sở khám bệnh, chữa bệnh). FHIR R4 Organization. */
export const facility = defineRecord({
  type: 'Facility',
  subgraph: 'identity',
  collection: 'facilities',
  rowClass: 'public',
  indexes: [{ code: 1 }, { 'identifiers.system': 1, 'identifiers.value': 1 }],
  schema: Type.Object(
    {
      code: optional(text),
      name: optional(text),
      identifiers: optional(list(identifier)),
      kind: optional(facilityKind),
      level: optional(integer),
      active: optional(boolean),
      address: optional(text),
      communeCode: optional(text),
      telephone: optional(text),
      beds: optional(integer),
      partOfId: optional(recordReference),
      electronicRecordsSince: optional(date),
    },
    closed,
  ),
});
export type Facility = RecordOf<typeof facility>;

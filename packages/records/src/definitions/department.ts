import { Type } from 'typebox';
import { closed, optional, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** A department of a facility (Khoa, phòng). */
export const department = defineRecord({
  type: 'Department',
  subgraph: 'identity',
  collection: 'departments',
  rowClass: 'public',
  indexes: [{ facilityId: 1, code: 1, _id: 1 }],
  schema: Type.Object(
    {
      code: optional(text),
      name: optional(text),
      facilityId: optional(recordReference),
      headId: optional(recordReference),
    },
    closed,
  ),
});
export type Department = RecordOf<typeof department>;

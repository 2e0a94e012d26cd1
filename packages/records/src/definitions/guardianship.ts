import { Type } from 'typebox';
import { closed, optional, period, recordReference } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** Why somebody else acts. */
export const guardianshipBasis = Type.Enum(['MINOR', 'INCAPACITY']);

/** One person's right to act for another (Quan hệ giám hộ, Civil Code articles 46 to 63). */
export const guardianship = defineRecord({
  type: 'Guardianship',
  subgraph: 'identity',
  collection: 'guardianships',
  rowClass: 'identity',
  rowPaths: { patientId: 'wardId' },
  indexes: [{ wardId: 1 }, { guardianId: 1 }],
  schema: Type.Object(
    {
      wardId: optional(recordReference),
      guardianId: optional(recordReference),
      basis: optional(guardianshipBasis),
      period: optional(period),
    },
    closed,
  ),
});
export type Guardianship = RecordOf<typeof guardianship>;

import { Type } from 'typebox';
import { closed, optional, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** Kinds of units of administration since July 2025. */
export const administrativeUnitKind = Type.Enum(['PROVINCE', 'WARD', 'COMMUNE', 'SPECIAL_ZONE']);

/** A province, ward, commune or special zone after 1 July 2025 (Đơn vị hành chính; QD 19/2025/QD-TTg). */
export const administrativeUnit = defineRecord({
  type: 'AdministrativeUnit',
  subgraph: 'patients',
  collection: 'administrative_units',
  rowClass: 'public',
  indexes: [
    { code: 1, _id: 1 },
    { provinceCode: 1, code: 1, _id: 1 },
    { kind: 1, code: 1, _id: 1 },
  ],
  schema: Type.Object(
    {
      code: text,
      name: optional(text),
      kind: optional(administrativeUnitKind),
      provinceCode: optional(text),
    },
    closed,
  ),
});
export type AdministrativeUnit = RecordOf<typeof administrativeUnit>;

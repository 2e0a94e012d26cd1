import { Type } from 'typebox';
import { boolean, closed, codeableConcept, identifier, list, optional, period, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** A degree or certificate (Bằng cấp, chứng chỉ). */
export const qualification = Type.Object(
  {
    code: optional(codeableConcept),
    issuer: optional(text),
    period: optional(period),
  },
  closed,
);

/** Somebody who treats, dispenses, tests or manages (Nhân viên y tế). FHIR R4 Practitioner. */
export const practitioner = defineRecord({
  type: 'Practitioner',
  subgraph: 'identity',
  collection: 'practitioners',
  rowClass: 'staff',
  indexes: [{ 'identifiers.system': 1, 'identifiers.value': 1 }],
  schema: Type.Object(
    {
      identifiers: optional(list(identifier)),
      licenceNumber: optional(text),
      name: optional(text),
      title: optional(text),
      gender: optional(text),
      active: optional(boolean),
      telecom: optional(list(text)),
      address: optional(text),
      qualifications: optional(list(qualification)),
    },
    closed,
  ),
});
export type Practitioner = RecordOf<typeof practitioner>;

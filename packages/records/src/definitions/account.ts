import { Type } from 'typebox';
import { closed, instant, integer, optional, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** Who stands behind an account. */
export const accountKind = Type.Enum(['PERSON', 'SYSTEM']);

/** Whether an account may be used. */
export const accountStatus = Type.Enum(['ACTIVE', 'LOCKED', 'CLOSED']);

/** Somebody or something that can sign in (Tài khoản). */
export const account = defineRecord({
  type: 'Account',
  subgraph: 'identity',
  collection: 'accounts',
  rowClass: 'staff',
  indexes: [{ username: 1, _id: 1 }, { patientId: 1 }, { practitionerId: 1 }],
  schema: Type.Object(
    {
      username: optional(text),
      kind: optional(accountKind),
      status: optional(accountStatus),
      assuranceLevel: optional(integer),
      practitionerId: optional(recordReference),
      patientId: optional(recordReference),
      createdAt: optional(instant),
    },
    closed,
  ),
});
export type Account = RecordOf<typeof account>;

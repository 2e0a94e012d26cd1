import { Type } from 'typebox';
import { closed, instant, optional, period, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';
import { role } from './role-assignment.ts';

/** What a security officer found. */
export const breakGlassOutcome = Type.Enum(['JUSTIFIED', 'UNJUSTIFIED']);

/** The review of an emergency access. */
export const breakGlassReview = Type.Object(
  {
    outcome: breakGlassOutcome,
    note: optional(text),
    reviewerId: recordReference,
    reviewedAt: instant,
  },
  closed,
);

/** Access in an emergency, without care team or consent, for a short time and with a reason (Truy cập khẩn cấp, Law 91/2025/QH15 article 19). */
export const breakGlass = defineRecord({
  type: 'BreakGlass',
  subgraph: 'identity',
  rowClass: 'audit',
  collection: 'break_glasses',
  sortBy: 'period',
  indexes: [
    { patientId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { sortAt: -1, _id: -1, labelKey: 1 },
  ],
  schema: Type.Object(
    {
      patientId: recordReference,
      actorId: recordReference,
      practitionerId: optional(recordReference),
      facilityId: recordReference,
      role,
      reason: text,
      period,
      review: optional(breakGlassReview),
    },
    closed,
  ),
});
export type BreakGlass = RecordOf<typeof breakGlass>;

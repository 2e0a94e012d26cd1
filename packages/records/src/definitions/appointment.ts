import { Type } from 'typebox';
import { closed, codeableConcept, instant, integer, optional, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 appointment status. */
export const appointmentStatus = Type.Enum([
  'PROPOSED',
  'PENDING',
  'BOOKED',
  'ARRIVED',
  'FULFILLED',
  'CANCELLED',
  'NOSHOW',
  'ENTERED_IN_ERROR',
  'CHECKED_IN',
  'WAITLIST',
]);

/** A booked visit (Lịch hẹn; XML14 of QD 4750/QD-BYT). FHIR R4 Appointment. */
export const appointment = defineRecord({
  type: 'Appointment',
  subgraph: 'health-book',
  collection: 'appointments',
  rowClass: 'admin',
  sortBy: 'start',
  indexes: [
    { patientId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { facilityId: 1, sortAt: -1, _id: -1, labelKey: 1 },
  ],
  schema: Type.Object(
    {
      status: optional(appointmentStatus),
      patientId: recordReference,
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
      practitionerId: optional(recordReference),
      start: optional(instant),
      minutesDuration: optional(integer),
      reason: optional(codeableConcept),
      description: optional(text),
      basedOnEncounterId: optional(recordReference),
    },
    closed,
  ),
});
export type Appointment = RecordOf<typeof appointment>;

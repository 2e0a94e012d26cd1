import {
  type Appointment,
  type BookVisit,
  type HealthBook,
  type Immunization,
  recordId,
  type SelfMeasurement,
} from '@health-graph/records';
import type { CommuneCount } from './adoption.ts';

/** The id of the n-th record of a type in tests. */
export const testId = (type: string, number: number): string => recordId('test', type, String(number));

const patientId = testId('Patient', 1);

/** The count of a commune for tests: half of 20 residents have linked their book. */
export const aCount = (overrides: Partial<CommuneCount> = {}): CommuneCount => ({
  communeCode: '19333',
  residents: 20,
  linkedBooks: 10,
  ...overrides,
});

/** The linked book of the first patient. */
export const aHealthBook = (overrides: Partial<HealthBook> = {}): HealthBook => ({
  id: testId('HealthBook', 1),
  patientId,
  status: 'LINKED',
  linkedAt: '2026-01-05T08:00:00+07:00',
  ...overrides,
});

/** A visit of the first patient. */
export const aBookVisit = (overrides: Partial<BookVisit> = {}): BookVisit => ({
  id: testId('BookVisit', 1),
  patientId,
  period: { start: '2026-03-08T08:00:00+07:00', end: '2026-03-08T08:45:00+07:00' },
  ...overrides,
});

/** A vaccination of the first patient, given. */
export const anImmunization = (overrides: Partial<Immunization> = {}): Immunization => ({
  id: testId('Immunization', 1),
  patientId,
  status: 'COMPLETED',
  vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '08', display: 'Viêm gan B' }] },
  occurrence: '2026-02-01',
  ...overrides,
});

/** The weight that the first patient measured. */
export const aSelfMeasurement = (overrides: Partial<SelfMeasurement> = {}): SelfMeasurement => ({
  id: testId('SelfMeasurement', 1),
  patientId,
  kind: 'BODY_WEIGHT',
  effective: '2026-06-01T07:00:00+07:00',
  values: [{ code: { system: 'http://loinc.org', code: '29463-7' }, quantity: { value: 55, unit: 'kg', code: 'kg' } }],
  ...overrides,
});

/** A visit that the first patient has booked at the first facility. */
export const anAppointment = (overrides: Partial<Appointment> = {}): Appointment => ({
  id: testId('Appointment', 1),
  patientId,
  facilityId: testId('Facility', 1),
  status: 'BOOKED',
  start: '2026-07-01T08:00:00+07:00',
  ...overrides,
});

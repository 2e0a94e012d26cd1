import { recordId } from '@health-graph/records';
import type { Coverage, Patient } from './patient.ts';

/** A patient for tests: valid, and only as full as every test may rely on. */
export const aPatient = (overrides: Partial<Patient> = {}): Patient => ({
  id: recordId('test', 'Patient', 'hoa'),
  names: [{ use: 'OFFICIAL', text: 'Nguyễn Thị Hòa', family: 'Nguyễn', given: ['Thị', 'Hòa'] }],
  gender: 'FEMALE',
  birthDate: '1957-03-08',
  recordedAt: new Date('2026-01-01T00:00:00Z'),
  ...overrides,
});

export const aCoverage = (overrides: Partial<Coverage> = {}): Coverage => ({
  number: '000957000001',
  status: 'ACTIVE',
  period: { start: '2026-01-01', end: '2026-12-31' },
  ...overrides,
});

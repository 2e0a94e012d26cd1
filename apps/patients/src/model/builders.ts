import { type AdministrativeUnit, type Patient, recordId } from '@health-graph/records';
import type { Coverage } from './patient.ts';

/** The id of the n-th record of a type in tests. */
export const testId = (type: string, number: number): string => recordId('test', type, String(number));

/** A patient for tests, with what every patient has. */
export const aPatient = (overrides: Partial<Patient> = {}): Patient => ({
  id: testId('Patient', 1),
  names: [{ use: 'OFFICIAL', text: 'Nguyễn Thị Hòa' }],
  gender: 'FEMALE',
  birthDate: '1957-03-08',
  ...overrides,
});

/** A card for tests, in force in 2026. */
export const aCoverage = (overrides: Partial<Coverage> = {}): Coverage => ({
  number: '000957000001',
  status: 'ACTIVE',
  period: { start: '2026-01-01', end: '2026-12-31' },
  ...overrides,
});

/** A unit for tests; its id follows from its code. */
export const aUnit = (overrides: Partial<AdministrativeUnit> = {}): AdministrativeUnit => ({
  id: recordId('test', 'AdministrativeUnit', overrides.code ?? '19333'),
  code: '19333',
  name: 'Phường Đông Hà',
  kind: 'WARD',
  provinceCode: '44',
  ...overrides,
});

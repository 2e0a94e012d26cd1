import {
  type Account,
  type BreakGlass,
  type CareTeamMember,
  type Consent,
  type Department,
  type Facility,
  type Guardianship,
  type Practitioner,
  type RoleAssignment,
  recordId,
} from '@health-graph/records';

/** The id of the n-th record of a type in tests. */
export const testId = (type: string, number: number): string => recordId('test', type, String(number));

/** A facility for tests, open. */
export const aFacility = (overrides: Partial<Facility> = {}): Facility => ({
  id: testId('Facility', 1),
  code: '44001',
  name: 'Bệnh viện đa khoa tỉnh Quảng Trị',
  kind: 'GENERAL_HOSPITAL',
  active: true,
  ...overrides,
});

/** A department of the first facility. */
export const aDepartment = (overrides: Partial<Department> = {}): Department => ({
  id: testId('Department', 1),
  code: 'K01',
  name: 'Khoa Khám bệnh',
  facilityId: testId('Facility', 1),
  ...overrides,
});

/** A practitioner for tests, at work. */
export const aPractitioner = (overrides: Partial<Practitioner> = {}): Practitioner => ({
  id: testId('Practitioner', 1),
  name: 'Lê Văn Bình',
  active: true,
  ...overrides,
});

/** A physician's role at the first facility, since the beginning of 2025. */
export const aRoleAssignment = (overrides: Partial<RoleAssignment> = {}): RoleAssignment => ({
  id: testId('RoleAssignment', 1),
  role: 'PHYSICIAN',
  practitionerId: testId('Practitioner', 1),
  facilityId: testId('Facility', 1),
  period: { start: '2025-01-01' },
  ...overrides,
});

/** An account for tests: a person's, proven and in use. */
export const anAccount = (overrides: Partial<Account> = {}): Account => ({
  id: testId('Account', 1),
  username: 'hoa',
  kind: 'PERSON',
  status: 'ACTIVE',
  assuranceLevel: 2,
  createdAt: '2026-01-01T00:00:00Z',
  ...overrides,
});

/** The first practitioner in the care of the first patient, since the beginning of 2026. */
export const aCareTeamMember = (overrides: Partial<CareTeamMember> = {}): CareTeamMember => ({
  id: testId('CareTeamMember', 1),
  patientId: testId('Patient', 1),
  practitionerId: testId('Practitioner', 1),
  facilityId: testId('Facility', 1),
  period: { start: '2026-01-01' },
  basis: 'ENCOUNTER',
  ...overrides,
});

/** The guardianship of the first patient, a child. */
export const aGuardianship = (overrides: Partial<Guardianship> = {}): Guardianship => ({
  id: testId('Guardianship', 1),
  wardId: testId('Patient', 1),
  guardianId: testId('Patient', 2),
  basis: 'MINOR',
  period: { start: '2020-01-01', end: '2038-01-01' },
  ...overrides,
});

/** The consent of the first patient that the second facility sees the medical record, since the beginning of 2026. */
export const aConsent = (overrides: Partial<Consent> = {}): Consent => ({
  id: testId('Consent', 1),
  patientId: testId('Patient', 1),
  granteeId: testId('Facility', 2),
  dataClasses: ['CLINICAL'],
  purposes: ['TREAT'],
  period: { start: '2026-01-01' },
  status: 'ACTIVE',
  grantedBy: 'SELF',
  performerId: testId('Patient', 1),
  grantedAt: '2026-01-01T08:00:00+07:00',
  ...overrides,
});

/** The first account opens the record of the first patient, half an hour before the tests happen, for an hour. */
export const aBreakGlass = (overrides: Partial<BreakGlass> = {}): BreakGlass => ({
  id: testId('BreakGlass', 1),
  patientId: testId('Patient', 1),
  actorId: testId('Account', 1),
  facilityId: testId('Facility', 1),
  role: 'PHYSICIAN',
  reason: 'Bệnh nhân hôn mê, cần biết thuốc đang dùng.',
  period: { start: '2026-06-15T08:30:00+07:00', end: '2026-06-15T09:30:00+07:00' },
  ...overrides,
});

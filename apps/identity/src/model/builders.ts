import { type Account, type Practitioner, type RoleAssignment, recordId } from '@health-graph/records';

/** An account for tests: a person's, proven and in use. */
export const anAccount = (overrides: Partial<Account> = {}): Account => ({
  id: recordId('test', 'Account', overrides.username ?? 'hoa'),
  username: 'hoa',
  kind: 'PERSON',
  status: 'ACTIVE',
  assuranceLevel: 2,
  createdAt: '2026-01-01T00:00:00Z',
  ...overrides,
});

/** A practitioner for tests, with a name. */
export const aPractitioner = (overrides: Partial<Practitioner> = {}): Practitioner => ({
  id: recordId('test', 'Practitioner', overrides.name ?? 'Lê Văn Bình'),
  name: 'Lê Văn Bình',
  active: true,
  ...overrides,
});

/** A role for tests: a physician's, since the beginning of 2025. */
export const aRoleAssignment = (overrides: Partial<RoleAssignment> = {}): RoleAssignment => ({
  id: recordId('test', 'RoleAssignment', 'binh'),
  role: 'PHYSICIAN',
  practitionerId: recordId('test', 'Practitioner', 'Lê Văn Bình'),
  period: { start: '2025-01-01' },
  ...overrides,
});

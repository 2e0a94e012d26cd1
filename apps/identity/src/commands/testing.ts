import type { Caller } from '@health-graph/permissions';
import type { TestRecord } from '@health-graph/subgraph-kit/testing';
import { aFacility, aGuardianship, anAccount, aRoleAssignment, testId } from '../model/builders.ts';
import type { IdentityStore } from '../store/identity-store.ts';
import { newId } from './new-id.ts';
import type { Requester, Services } from './services.ts';

const [hoa, child, adult] = [testId('Patient', 1), testId('Patient', 2), testId('Patient', 3)];

/** Who acts in tests of commands: a citizen with two wards, a citizen who is not proven, a doctor, a nurse and a security officer. */
export const people = {
  hoa,
  child,
  adult,
  stranger: testId('Patient', 4),
  hospital: testId('Facility', 1),
  otherHospital: testId('Facility', 2),
  closedHospital: testId('Facility', 3),
} as const;

const account = (number: number) => testId('Account', number);
const working = (number: number, role: 'PHYSICIAN' | 'NURSE' | 'SECURITY_OFFICER' | 'PHARMACIST', facilityId: string = people.hospital) => [
  {
    type: 'Account',
    record: anAccount({ id: account(number), username: `account-${number}`, practitionerId: testId('Practitioner', number) }),
  },
  {
    type: 'RoleAssignment',
    record: aRoleAssignment({ id: testId('RoleAssignment', number), role, practitionerId: testId('Practitioner', number), facilityId }),
  },
];
const citizen = (number: number, patientId: string, assuranceLevel: number) => [
  { type: 'Account', record: anAccount({ id: account(number), username: `account-${number}`, patientId, assuranceLevel }) },
  { type: 'RoleAssignment', record: { id: testId('RoleAssignment', number), role: 'CITIZEN', accountId: account(number) } as const },
];

export const records: readonly TestRecord[] = [
  { type: 'Facility', record: aFacility({ id: people.hospital }) },
  { type: 'Facility', record: aFacility({ id: people.otherHospital, code: '44002' }) },
  { type: 'Facility', record: aFacility({ id: people.closedHospital, code: '44003', active: false }) },
  ...citizen(1, hoa, 2),
  ...citizen(2, testId('Patient', 5), 1),
  ...working(3, 'PHYSICIAN'),
  ...working(4, 'NURSE'),
  ...working(5, 'SECURITY_OFFICER'),
  ...working(6, 'PHARMACIST'),
  ...working(7, 'PHYSICIAN', people.otherHospital),
  { type: 'Guardianship', record: aGuardianship({ id: testId('Guardianship', 1), wardId: child, guardianId: hoa }) },
  {
    type: 'Guardianship',
    record: aGuardianship({ id: testId('Guardianship', 2), wardId: adult, guardianId: hoa, period: { start: '2008-06-15' } }),
  },
];

const common = { scopes: [] } as const;
const atWork = { ...common, facilityId: people.hospital, assuranceLevel: 2 } as const;

export const callers = {
  hoa: { ...common, accountId: account(1), role: 'citizen', purpose: 'PATRQT', assuranceLevel: 2 },
  unproven: { ...common, accountId: account(2), role: 'citizen', purpose: 'PATRQT', assuranceLevel: 1 },
  doctor: { ...atWork, accountId: account(3), role: 'physician', purpose: 'ETREAT' },
  nurse: { ...atWork, accountId: account(4), role: 'nurse', purpose: 'ETREAT' },
  officer: { ...atWork, accountId: account(5), role: 'security-officer', purpose: 'HOPERAT' },
  pharmacist: { ...atWork, accountId: account(6), role: 'pharmacist', purpose: 'ETREAT' },
  otherDoctor: { ...atWork, facilityId: people.otherHospital, accountId: account(7), role: 'physician', purpose: 'TREAT' },
} as const satisfies Readonly<Record<string, Caller>>;

export const by = (caller: Caller, requestId = 'request-1'): Requester => ({ caller, requestId });

/** Services on a clock that stands until a test moves it. */
export function servicesAt(store: IdentityStore, moment: string): Services & { passes(minutes: number): void } {
  let now = Date.parse(moment);
  return {
    store,
    newId,
    now: () => new Date(now),
    passes: (minutes) => {
      now += minutes * 60_000;
    },
  };
}

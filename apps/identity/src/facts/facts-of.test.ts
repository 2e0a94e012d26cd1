import type { Caller } from '@health-graph/permissions';
import { describe, expect, it } from '@jest/globals';
import { aCareTeamMember, aGuardianship, anAccount, aRoleAssignment, testId } from '../model/builders.ts';
import { factsOf, type Standing } from './facts-of.ts';

const day = '2026-06-15';
const patient = testId('Patient', 1);
const parent = testId('Patient', 2);

const doctor: Caller = {
  accountId: testId('Account', 1),
  role: 'physician',
  purpose: 'TREAT',
  scopes: [],
  facilityId: testId('Facility', 1),
};
const citizen: Caller = { accountId: testId('Account', 1), role: 'citizen', purpose: 'PATRQT', scopes: [] };

const atWork = (overrides: Partial<Standing> = {}): Standing => ({
  account: anAccount({ practitionerId: testId('Practitioner', 1) }),
  roles: [aRoleAssignment()],
  memberships: [aCareTeamMember()],
  guardianships: [],
  ...overrides,
});
const atHome = (overrides: Partial<Standing> = {}): Standing => ({
  account: anAccount({ patientId: parent }),
  roles: [{ id: testId('RoleAssignment', 2), role: 'CITIZEN', accountId: testId('Account', 1) }],
  memberships: [],
  guardianships: [aGuardianship()],
  ...overrides,
});
const of = (caller: Caller, standing: Standing, id = patient) => factsOf(caller, standing, [id], day).ofPatient.get(id);

describe('somebody at work', () => {
  it('takes part in the care of a patient', () => {
    expect(of(doctor, atWork())).toEqual({ careTeam: true });
  });

  it('was assigned to a patient by name', () => {
    expect(of(doctor, atWork({ memberships: [aCareTeamMember({ basis: 'ASSIGNMENT' })] }))).toEqual({ assigned: true });
  });

  it('takes part through the last day of the care, and not a day longer', () => {
    const until = (end: string) => atWork({ memberships: [aCareTeamMember({ period: { start: '2026-01-01', end } })] });

    expect(of(doctor, until(day))).toEqual({ careTeam: true });
    expect(of(doctor, until('2026-06-14'))).toBeUndefined();
  });

  it('does not take part before the care begins', () => {
    expect(of(doctor, atWork({ memberships: [aCareTeamMember({ period: { start: '2026-06-16' } })] }))).toBeUndefined();
  });

  it('leads the departments whose head she is today', () => {
    const head = aRoleAssignment({ id: testId('RoleAssignment', 3), role: 'HEAD_OF_UNIT', departmentId: testId('Department', 1) });
    const former = { ...head, id: testId('RoleAssignment', 4), departmentId: testId('Department', 2), period: { end: '2026-06-14' } };

    expect([...factsOf(doctor, atWork({ roles: [aRoleAssignment(), head, former] }), [], day).leads]).toEqual([testId('Department', 1)]);
  });

  it('is a stranger to whom nobody names', () => {
    expect(of(doctor, atWork(), testId('Patient', 7))).toBeUndefined();
    expect(of(doctor, atWork({ memberships: [aCareTeamMember({ practitionerId: testId('Practitioner', 2) })] }))).toBeUndefined();
  });

  it('is not taken for somebody else because neither has a name', () => {
    const { practitionerId: _practitionerId, ...unnamed } = aCareTeamMember();

    expect(of(doctor, atWork({ account: anAccount(), memberships: [unnamed] }))).toBeUndefined();
  });
});

describe('a citizen', () => {
  it('is herself', () => {
    expect(of(citizen, atHome(), parent)).toEqual({ self: true });
  });

  it('is nobody below assurance level 2', () => {
    expect(of(citizen, atHome({ account: anAccount({ patientId: parent, assuranceLevel: 1 }) }), parent)).toBeUndefined();
    expect(of(citizen, atHome({ account: anAccount({ patientId: parent, assuranceLevel: 1 }) }))).toBeUndefined();
  });

  it('is the guardian of a minor, who is protected in reproductive matters', () => {
    expect(of(citizen, atHome())).toEqual({ guardian: true, minorProtected: new Set(['reproductive']) });
  });

  it('is the guardian of somebody without capacity, whole', () => {
    expect(of(citizen, atHome({ guardianships: [aGuardianship({ basis: 'INCAPACITY' })] }))).toEqual({ guardian: true });
  });

  it('protects the minor when the basis is not known', () => {
    const { basis: _basis, ...unknown } = aGuardianship();

    expect(of(citizen, atHome({ guardianships: [unknown] }))?.minorProtected).toEqual(new Set(['reproductive']));
  });

  it('is no guardian any more when the child is of age', () => {
    expect(of(citizen, atHome({ guardianships: [aGuardianship({ period: { start: '2008-01-01', end: '2026-06-14' } })] }))).toBeUndefined();
  });

  it("is no guardian of the ward's own guardian", () => {
    expect(of(citizen, atHome({ account: anAccount({ patientId: patient }) }), parent)).toBeUndefined();
  });
});

describe('nobody may act', () => {
  it.each<[string, Caller, Standing | undefined]>([
    ['whose account is gone', doctor, undefined],
    ['whose account is locked', doctor, atWork({ account: anAccount({ practitionerId: testId('Practitioner', 1), status: 'LOCKED' }) })],
    ['whose account is closed', citizen, atHome({ account: anAccount({ patientId: parent, status: 'CLOSED' }) })],
    ['in a role that has ended', doctor, atWork({ roles: [aRoleAssignment({ period: { end: '2026-06-14' } })] })],
    ['in a role that was never given', { ...doctor, role: 'security-officer' }, atWork()],
    ['in a role that is held elsewhere', { ...doctor, facilityId: testId('Facility', 2) }, atWork()],
    ['in a role without the facility it is held at', { ...citizen, role: 'physician' }, atWork()],
    ['as a citizen without being one', citizen, atHome({ roles: [] })],
  ])('%s', (_name, caller, standing) => {
    expect(factsOf(caller, standing, [patient, parent], day)).toEqual({ mayAct: false, leads: new Set(), ofPatient: new Map() });
  });
});

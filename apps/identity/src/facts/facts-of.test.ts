import type { Caller } from '@health-graph/permissions';
import { describe, expect, it } from '@jest/globals';
import { aBreakGlass, aCareTeamMember, aConsent, aGuardianship, anAccount, aRoleAssignment, testId } from '../model/builders.ts';
import { factsOf } from './facts-of.ts';
import type { Standing } from './standing.ts';

const day = '2026-06-15';
const moment = new Date('2026-06-15T09:00:00+07:00');
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
  consents: [],
  emergencies: [],
  isActorInUse: false,
  ...overrides,
});
const atHome = (overrides: Partial<Standing> = {}): Standing => ({
  account: anAccount({ patientId: parent }),
  roles: [{ id: testId('RoleAssignment', 2), role: 'CITIZEN', accountId: testId('Account', 1) }],
  memberships: [],
  guardianships: [aGuardianship()],
  consents: [],
  emergencies: [],
  isActorInUse: false,
  ...overrides,
});
const of = (caller: Caller, standing: Standing, id = patient) => factsOf(caller, standing, [id], moment).ofPatient.get(id);

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

    expect([...factsOf(doctor, atWork({ roles: [aRoleAssignment(), head, former] }), [], moment).leads]).toEqual([testId('Department', 1)]);
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

  it('is no guardian of a child who is of age by date, though the record has no end', () => {
    const born = (start: string) => atHome({ guardianships: [aGuardianship({ period: { start } })] });

    expect(of(citizen, born('2008-06-16'))).toMatchObject({ guardian: true });
    expect(of(citizen, born('2008-06-15'))).toBeUndefined();
  });

  it("is no guardian of the ward's own guardian", () => {
    expect(of(citizen, atHome({ account: anAccount({ patientId: patient }) }), parent)).toBeUndefined();
  });
});

it('somebody in whose name a system acts has the facts of the person', () => {
  const acted = { ...doctor, act: testId('Account', 9) };

  expect(of(acted, atWork({ isActorInUse: true }))).toEqual({ careTeam: true });
});

describe('a consent', () => {
  const there = testId('Facility', 1);
  const given = (overrides: Parameters<typeof aConsent>[0] = {}) =>
    atWork({ memberships: [], consents: [aConsent({ granteeId: there, ...overrides })] });

  it('opens the classes that the patient named, and no other', () => {
    expect(of(doctor, given())).toEqual({ consent: new Set(['clinical']) });
    expect(of(doctor, given({ dataClasses: ['ADMIN', 'IDENTITY'] }))).toEqual({ consent: new Set(['admin', 'identity']) });
  });

  it('adds up with another consent of the same patient', () => {
    const both = atWork({ consents: [aConsent({ granteeId: there }), aConsent({ granteeId: there, dataClasses: ['ADMIN'] })] });

    expect(of(doctor, both)?.consent).toEqual(new Set(['clinical', 'admin']));
  });

  it.each<[string, Parameters<typeof aConsent>[0]]>([
    ['was taken back', { status: 'INACTIVE' }],
    ['has expired', { period: { start: '2026-01-01', end: '2026-06-14' } }],
    ['has expired a minute ago', { period: { start: '2026-01-01', end: '2026-06-15T08:59:00+07:00' } }],
    ['has not begun', { period: { start: '2026-06-15T09:01:00+07:00' } }],
    ['is for another facility', { granteeId: testId('Facility', 2) }],
    ['is for another purpose', { purposes: ['ETREAT'] }],
    ['is about another patient', { patientId: testId('Patient', 7) }],
  ])('opens nothing when it %s', (_how, overrides) => {
    expect(of(doctor, given(overrides))).toBeUndefined();
  });

  it('holds through its last day', () => {
    expect(of(doctor, given({ period: { start: '2026-01-01', end: day } }))).toEqual({ consent: new Set(['clinical']) });
  });

  it('is for who works at the facility, not for whoever has none', () => {
    const { facilityId: _facilityId, ...nowhere } = doctor;
    const roles = [aRoleAssignment()].map(({ facilityId: _place, ...role }) => role);

    expect(of(nowhere, { ...given(), roles })).toBeUndefined();
  });
});

describe('an emergency access', () => {
  const opened = (overrides: Parameters<typeof aBreakGlass>[0] = {}) => atWork({ memberships: [], emergencies: [aBreakGlass(overrides)] });

  it('opens the record to who broke the glass', () => {
    expect(of(doctor, opened())).toEqual({ breakGlass: true });
  });

  it.each<[string, Parameters<typeof aBreakGlass>[0]]>([
    ['has expired', { period: { start: '2026-06-15T07:00:00+07:00', end: '2026-06-15T08:59:59.999+07:00' } }],
    ['is of somebody else', { actorId: testId('Account', 2) }],
    ['was made at another facility', { facilityId: testId('Facility', 2) }],
    ['is about another patient', { patientId: testId('Patient', 7) }],
  ])('opens nothing when it %s', (_how, overrides) => {
    expect(of(doctor, opened(overrides))).toBeUndefined();
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
    ['when a system acts that may not be used', { ...doctor, act: testId('Account', 9) }, atWork()],
    ['as a citizen without being one', citizen, atHome({ roles: [] })],
  ])('%s', (_name, caller, standing) => {
    expect(factsOf(caller, standing, [patient, parent], moment)).toEqual({ mayAct: false, leads: new Set(), ofPatient: new Map() });
  });
});

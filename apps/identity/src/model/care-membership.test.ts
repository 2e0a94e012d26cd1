import { membershipRecord } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { testId } from './builders.ts';
import { derivedMembers, isSameMember, type KnownReport, nextMember, type StoredMember, united } from './care-membership.ts';

const patientId = testId('Patient', 1);
const practitionerId = testId('Practitioner', 1);
const facilityId = testId('Facility', 1);
const { id } = membershipRecord({ patientId, practitionerId, facilityId });

const report = (number: number, period: KnownReport['participations'][number]['period'], more: Partial<KnownReport> = {}): KnownReport => ({
  encounterId: testId('Encounter', number),
  patientId,
  labels: [],
  participations: [{ practitionerId, facilityId, departmentId: testId('Department', number), period }],
  ...more,
});
const may = report(1, { start: '2026-05-01', end: '2026-05-02' });
const june = report(2, { start: '2026-06-01T08:00:00+07:00', end: '2026-06-01T09:00:00+07:00' });
const open = report(3, { start: '2026-06-10T08:00:00+07:00' });
const memberOf = (...reports: readonly KnownReport[]) => derivedMembers(reports).get(id);

describe('derivedMembers', () => {
  it('lasts from the first to the last contact, in the department of the last', () => {
    const member = memberOf(june, may)?.member;

    expect(member).toEqual({
      patientId,
      practitionerId,
      facilityId,
      departmentId: testId('Department', 2),
      period: { start: '2026-05-01', end: '2026-06-01T09:00:00+07:00' },
      basis: 'ENCOUNTER',
    });
  });

  it('is open while a contact goes on', () => {
    expect(memberOf(may, open, june)?.member.period).toEqual({ start: '2026-05-01' });
  });

  it('is raised as any of its contacts is', () => {
    expect(memberOf(may, { ...june, labels: ['hiv', 'abuse'] }, { ...open, labels: ['hiv'] })?.labels).toEqual(['abuse', 'hiv']);
  });

  it('does not depend on the order of the reports', () => {
    const roles = ['ATND', 'CON', 'ADM'].map((code) => ({ text: code }));
    const reports = [may, june, open].map((one, place) => ({
      ...one,
      participations: one.participations.map((part) => ({ ...part, role: roles[place] ?? {} })),
    }));
    const [a, b, c] = reports as [KnownReport, KnownReport, KnownReport];

    const orders = [
      [a, b, c],
      [a, c, b],
      [b, a, c],
      [b, c, a],
      [c, a, b],
      [c, b, a],
    ];
    expect(new Set(orders.map((order) => JSON.stringify(memberOf(...order)))).size).toBe(1);
  });

  it('keeps the same practitioner apart at two facilities, and two patients', () => {
    const elsewhere = report(4, { start: '2026-06-01' });
    const [part] = elsewhere.participations;

    const members = derivedMembers([
      may,
      { ...elsewhere, participations: part === undefined ? [] : [{ ...part, facilityId: testId('Facility', 2) }] },
      { ...june, patientId: testId('Patient', 2) },
    ]);

    expect(members.size).toBe(3);
  });
});

describe('united', () => {
  it.each([
    [
      { start: '2026-05', end: '2026-05-20' },
      { start: '2026-05-01', end: '2026-05' },
      { start: '2026-05', end: '2026-05' },
    ],
    [{ start: '2026-05-01' }, { end: '2026-06-01' }, {}],
  ])('of %j and %j is %j', (one, other, both) => {
    expect(united(one, other)).toEqual(both);
  });
});

describe('nextMember', () => {
  const stored = (period: StoredMember['member']['period'], more: Partial<StoredMember['member']> = {}): StoredMember => ({
    member: { patientId, practitionerId, facilityId, basis: 'ENCOUNTER', ...(period && { period }), ...more },
    labels: [],
  });

  it('is what follows from the encounters where nothing is stored', () => {
    expect(nextMember(undefined, undefined, memberOf(may))).toEqual(memberOf(may));
  });

  it('shrinks when a participation was corrected, and goes when none is left', () => {
    const before = memberOf(may, june);
    const ours = stored(before?.member.period);

    expect(nextMember(ours, before, memberOf(may))).toEqual(memberOf(may));
    expect(nextMember(ours, before, undefined)).toBeUndefined();
  });

  it('only widens what came from elsewhere', () => {
    const expectedBack = stored({ start: '2026-05-15' });

    expect(nextMember(expectedBack, undefined, memberOf(may))?.member.period).toEqual({ start: '2026-05-01' });
    expect(nextMember(expectedBack, memberOf(may), undefined)).toEqual(expectedBack);
  });

  it('leaves an assignment one, and raises it as its encounters are', () => {
    const named = stored({ start: '2026-05-01', end: '2026-05-02' }, { basis: 'ASSIGNMENT' });
    const raised = { ...may, labels: ['hiv'] };

    expect(nextMember(named, memberOf(may), memberOf(raised))).toEqual({ ...named, labels: ['hiv'] });
  });
});

describe('isSameMember', () => {
  it('does not look at the order of fields and labels', () => {
    const one = { member: { patientId, practitionerId, period: { start: '2026', end: '2027' } }, labels: ['abuse', 'hiv'] };
    const other = { member: { period: { end: '2027', start: '2026' }, practitionerId, patientId }, labels: ['hiv', 'abuse'] };

    expect(isSameMember(one, other)).toBe(true);
    expect(isSameMember(one, { ...other, labels: [] })).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { anEncounter, testId } from './builders.ts';
import { participationsOf } from './participations.ts';

const practitionerId = testId('Practitioner', 1);
const period = { start: '2026-06-15T08:00:00+07:00', end: '2026-06-15T09:00:00+07:00' };
const visited = (overrides: Parameters<typeof anEncounter>[0] = {}) =>
  participationsOf(anEncounter({ status: 'FINISHED', participants: [{ practitionerId }], period, ...overrides }));

describe('participationsOf', () => {
  it('names who took part, where, as what, and when', () => {
    const role = { text: 'Bác sĩ điều trị' };
    const own = { start: '2026-06-15T08:30:00+07:00', end: '2026-06-15T08:40:00+07:00' };
    const place = { facilityId: testId('Facility', 1), departmentId: testId('Department', 1) };

    expect(visited({ ...place, participants: [{ practitionerId, role, period: own }] })).toEqual([
      { practitionerId, ...place, role, period: own },
    ]);
  });

  it('takes the time of the encounter where nobody says more', () => {
    expect(visited()).toMatchObject([{ period }]);
    expect(visited({ participants: [{ practitionerId, period: { start: '2026-06-15T08:30:00+07:00' } }] })).toMatchObject([
      { period: { start: '2026-06-15T08:30:00+07:00', end: period.end } },
    ]);
  });

  it('has no end while the encounter goes on', () => {
    expect(visited({ status: 'IN_PROGRESS', period: { start: period.start } })).toMatchObject([{ period: { start: period.start } }]);
  });

  it.each(['FINISHED', 'UNKNOWN', undefined] as const)('ends when it began where an encounter that is %s has no end', (status) => {
    const { status: _status, ...unsaid } = anEncounter({ participants: [{ practitionerId }], period: { start: period.start } });

    expect(participationsOf(status === undefined ? unsaid : { ...unsaid, status })).toMatchObject([
      { period: { start: period.start, end: period.start } },
    ]);
  });

  it('ends when it began where the end lies before', () => {
    expect(visited({ period: { start: '2026-06-15', end: '2026-06-14' } })).toMatchObject([
      { period: { start: '2026-06-15', end: '2026-06-15' } },
    ]);
    expect(visited({ period: { start: '2026-06-15T08:00:00+07:00', end: '2026-06-15' } })).toMatchObject([
      { period: { end: '2026-06-15' } },
    ]);
  });

  it.each(['PLANNED', 'CANCELLED', 'ENTERED_IN_ERROR'] as const)('is nobody where the encounter is %s', (status) => {
    expect(visited({ status })).toEqual([]);
  });

  it('leaves out who is known by name only, and whose time nobody knows', () => {
    expect(visited({ participants: [{ name: 'Y sĩ Hòa' }] })).toEqual([]);
    expect(visited({ period: {} })).toEqual([]);
  });
});

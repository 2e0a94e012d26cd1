import { timeBounds } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { aGuardianship } from './builders.ts';
import { guardianshipHolds } from './guardianship.ts';

const holdsOn = (day: string, overrides: Parameters<typeof aGuardianship>[0]) =>
  guardianshipHolds(aGuardianship(overrides), timeBounds(day));

describe('the guardianship of a minor', () => {
  it('ends with the day before the eighteenth birthday, whatever the record says', () => {
    for (const end of [undefined, '2026-06-15', '2030-01-01']) {
      const period = { start: '2008-06-15', ...(end === undefined ? {} : { end }) };

      expect([holdsOn('2026-06-14', { period }), holdsOn('2026-06-15', { period })]).toEqual([true, false]);
    }
  });

  it('ends earlier where the record says so', () => {
    const period = { start: '2018-05-21', end: '2026-06-14' };

    expect([holdsOn('2026-06-14', { period }), holdsOn('2026-06-15', { period })]).toEqual([true, false]);
  });

  it('of who was born on the 29th of February ends with the 28th', () => {
    const period = { start: '2008-02-29' };

    expect([holdsOn('2026-02-28', { period }), holdsOn('2026-03-01', { period })]).toEqual([true, false]);
  });

  it('of whom only the year of birth is known ends with the beginning of the eighteenth year after', () => {
    expect([holdsOn('2025-12-31', { period: { start: '2008' } }), holdsOn('2026-01-01', { period: { start: '2008' } })]).toEqual([
      true,
      false,
    ]);
  });

  it('without a beginning holds until its end, and without both never', () => {
    expect(holdsOn('2026-06-15', { period: { end: '2026-06-15' } })).toBe(true);
    expect(holdsOn('2026-06-15', { period: {} })).toBe(false);
  });

  it('is that of everybody whose basis is not known', () => {
    const { basis: _basis, ...unknown } = aGuardianship({ period: { start: '2008-06-15' } });

    expect(guardianshipHolds(unknown, timeBounds('2026-06-15'))).toBe(false);
  });
});

describe('the guardianship of somebody without capacity', () => {
  it('holds as long as its record says, at any age', () => {
    expect(holdsOn('2026-06-15', { basis: 'INCAPACITY', period: { start: '2000-01-01' } })).toBe(true);
    expect(holdsOn('2026-06-15', { basis: 'INCAPACITY', period: { start: '2000-01-01', end: '2026-06-14' } })).toBe(false);
  });
});

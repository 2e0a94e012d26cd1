import { describe, expect, it } from '@jest/globals';
import { lengthMinutes } from './length-minutes.ts';

describe('lengthMinutes', () => {
  it('counts whole minutes between two moments', () => {
    expect(lengthMinutes({ start: '2026-03-08T08:00:30+07:00', end: '2026-03-08T08:45:29+07:00' })).toBe(44);
  });

  it('counts across time zones', () => {
    expect(lengthMinutes({ start: '2026-03-08T08:00:00+07:00', end: '2026-03-08T02:00:00Z' })).toBe(60);
  });

  it('counts a stay of several days', () => {
    expect(lengthMinutes({ start: '2026-03-08T08:00:00+07:00', end: '2026-03-11T08:00:00+07:00' })).toBe(4320);
  });

  it('reads the 60th second of a leap minute', () => {
    expect(lengthMinutes({ start: '2016-12-31T23:00:00Z', end: '2016-12-31T23:59:60Z' })).toBe(59);
  });

  it.each([
    ['there is no period', undefined],
    ['it goes on', { start: '2026-03-08T08:00:00+07:00' }],
    ['its start is not known', { end: '2026-03-08T08:00:00+07:00' }],
    ['its start is a day', { start: '2026-03-08', end: '2026-03-08T08:00:00+07:00' }],
    ['its end is a month', { start: '2026-03-08T08:00:00+07:00', end: '2026-04' }],
    ['it ends before it begins', { start: '2026-03-08T08:00:00+07:00', end: '2026-03-08T07:59:00+07:00' }],
  ])('is absent when %s', (_case, period) => {
    expect(lengthMinutes(period)).toBeUndefined();
  });
});

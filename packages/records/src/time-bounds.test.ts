import { describe, expect, it } from '@jest/globals';
import { overlaps, periodBounds, provinceDay, timeBounds } from './index.ts';

const at = (from: string, until: string) => ({ from: new Date(from), until: new Date(until) });

describe('timeBounds', () => {
  it.each([
    ['1957', at('1957-01-01T00:00:00+07:00', '1958-01-01T00:00:00+07:00')],
    ['1957-12', at('1957-12-01T00:00:00+07:00', '1958-01-01T00:00:00+07:00')],
    ['2024-02-28', at('2024-02-28T00:00:00+07:00', '2024-02-29T00:00:00+07:00')],
    ['0099-01', at('0099-01-01T00:00:00+07:00', '0099-02-01T00:00:00+07:00')],
  ])('covers all of %s, in the zone of the province', (value, bounds) => {
    expect(timeBounds(value)).toEqual(bounds);
  });

  it('covers the one millisecond of a moment, whatever its zone', () => {
    expect(timeBounds('2021-08-22T05:33:27Z')).toEqual(at('2021-08-22T12:33:27+07:00', '2021-08-22T12:33:27.001+07:00'));
  });

  it('takes the leap second as the second before', () => {
    expect(timeBounds('2016-12-31T23:59:60Z').from).toEqual(new Date('2016-12-31T23:59:59Z'));
  });
});

describe('periodBounds', () => {
  it('reaches to the end of the last day', () => {
    expect(periodBounds({ start: '2021', end: '2021-03-04' })).toEqual(at('2021-01-01T00:00:00+07:00', '2021-03-05T00:00:00+07:00'));
  });

  it('is open where a side is missing', () => {
    const today = timeBounds('2026-11-23');

    expect(overlaps(periodBounds(undefined), today)).toBe(true);
    expect(overlaps(periodBounds({ start: '2026-11-23' }), today)).toBe(true);
    expect(overlaps(periodBounds({ end: '2026-11-23' }), today)).toBe(true);
    expect(overlaps(periodBounds({ start: '2026-11-24' }), today)).toBe(false);
    expect(overlaps(periodBounds({ end: '2026-11-22' }), today)).toBe(false);
  });
});

describe('provinceDay', () => {
  it('is the day in the province, which begins seven hours before that of UTC', () => {
    expect(provinceDay(new Date('2026-11-22T16:59:59Z'))).toBe('2026-11-22');
    expect(provinceDay(new Date('2026-11-22T17:00:00Z'))).toBe('2026-11-23');
  });
});

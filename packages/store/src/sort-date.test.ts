import { describe, expect, it } from '@jest/globals';
import { sortDateOf, undated } from './sort-date.ts';

describe('the date that orders a record', () => {
  it.each([
    ['1957', '1956-12-31T17:00:00.000Z'],
    ['1957-03', '1957-02-28T17:00:00.000Z'],
    ['1957-03-08', '1957-03-07T17:00:00.000Z'],
    ['2021-08-22T05:33:27+07:00', '2021-08-21T22:33:27.000Z'],
    ['2021-08-22T05:33:27.125Z', '2021-08-22T05:33:27.125Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
  ])('of %s is %s', (value, moment) => {
    expect(sortDateOf(value).toISOString()).toBe(moment);
  });

  it('of a period is its start', () => {
    expect(sortDateOf({ start: '2021-08-22', end: '2021-08-25' })).toEqual(sortDateOf('2021-08-22'));
  });

  it.each([undefined, {}, { end: '2021-08-25' }, 'no date', '2021-99-99T00:00:00Z', 7])('of %j is before every other', (value) => {
    expect(sortDateOf(value)).toEqual(undated);
  });
});

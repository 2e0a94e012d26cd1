import { describe, expect, it } from '@jest/globals';
import { isDateTime, isInstant, isPartialDate, scalars } from './scalars.ts';

describe('a date', () => {
  it.each(['1957', '1957-03', '1957-03-08', '2024-02-29', '0001-01-01'])('%s is one', (value) => {
    expect([isPartialDate(value), isDateTime(value), isInstant(value)]).toEqual([true, true, false]);
  });

  it.each(['', '57', '1957-3', '1957-13', '1957-00', '2023-02-29', '2024-04-31', '1957-03-08T', ' 1957', '1957-03-08\n'])(
    '%j is none',
    (value) => {
      expect([isPartialDate(value), isDateTime(value)]).toEqual([false, false]);
    },
  );
});

describe('a moment', () => {
  it.each(['2021-08-22T05:33:27+07:00', '2021-08-22T05:33:27Z', '2021-08-22T05:33:27.123456-05:00', '2016-12-31T23:59:60Z'])(
    '%s is one',
    (value) => {
      expect([isInstant(value), isDateTime(value), isPartialDate(value)]).toEqual([true, true, false]);
    },
  );

  it.each([
    '2021-08-22T05:33:27',
    '2021-08-22T05:33Z',
    '2021-08-22T24:00:00Z',
    '2021-02-30T05:33:27Z',
    '2021-08-22 05:33:27Z',
    '2021-08-22T05:33:27+15:00',
  ])('%s is none', (value) => {
    expect([isInstant(value), isDateTime(value)]).toEqual([false, false]);
  });
});

describe('a scalar', () => {
  it('gives out the text that came in', () => {
    expect(scalars.Date.serialize('1957-03')).toBe('1957-03');
  });

  it.each([1957, null, new Date(0)])('never gives out %p as a date', (value) => {
    expect(() => scalars.Date.serialize(value)).toThrow();
  });

  it('takes text only', () => {
    expect(() => scalars.Date.parseValue(1957)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});

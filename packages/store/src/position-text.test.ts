import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Order } from './keyset.ts';
import { positionText } from './position-text.ts';

const newestFirst: Order = [
  ['sortAt', -1],
  ['_id', -1],
];
const dated = fc.tuple(fc.option(fc.date({ noInvalidDate: true })), fc.constantFrom('h01.A', 'h01.B', 'h02.A'));
type Dated = readonly [Date | null, string];

describe('a position as text', () => {
  it('sorts as the list does', () => {
    const timeOf = ([at]: Dated): number => at?.getTime() ?? Number.NEGATIVE_INFINITY;
    fc.assert(
      fc.property(dated, dated, (one, other) => {
        fc.pre(timeOf(one) !== timeOf(other) || one[1] !== other[1]);
        const isLater = timeOf(one) === timeOf(other) ? one[1] > other[1] : timeOf(one) > timeOf(other);

        expect(positionText(newestFirst, one) > positionText(newestFirst, other)).toBe(isLater);
      }),
    );
  });

  it('tells the direction of its list', () => {
    expect(positionText([['_id', 1]], ['h01.A'])).toBe('+h01.A');
    expect(positionText(newestFirst, [new Date(0), 'h01.A'])).toBe('-08640000000000000/h01.A');
  });

  it.each<[string, Order, readonly (number | string)[]]>([
    [
      'goes in two directions',
      [
        ['sortAt', -1],
        ['_id', 1],
      ],
      ['a', 'b'],
    ],
    [
      'is ordered by a number',
      [
        ['tier', 1],
        ['_id', 1],
      ],
      [1, 'b'],
    ],
  ])('is refused for a list that %s', (_name, order, position) => {
    expect(() => positionText(order, position)).toThrow('cannot be joined');
  });
});

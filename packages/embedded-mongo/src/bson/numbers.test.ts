import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Int32, Long } from 'bson';
import { addNumbers, intOrLong, multiplyNumbers, numberKindOf, toDouble, toInteger } from './numbers.ts';

const dec = (text: string): Decimal128 => Decimal128.fromString(text);

describe('sums and products', () => {
  it.each([
    [new Int32(1), new Int32(2), new Int32(3)],
    [new Int32(1), Long.fromNumber(2), Long.fromNumber(3)],
    [Long.fromNumber(1), new Double(2), new Double(3)],
    [new Double(0.1), dec('0.2'), dec('0.300000000000000')],
    [new Int32(2147483647), new Int32(1), Long.fromNumber(2147483648)],
    [Long.MAX_VALUE, Long.fromNumber(1), new Double(2 ** 63)],
    [Long.MAX_VALUE, dec('1'), dec('9223372036854775808')],
  ])('%s + %s is %s', (a, b, sum) => {
    expect(addNumbers(a, b)).toEqual(sum);
  });

  it('multiply in the wider type', () => {
    expect(multiplyNumbers(new Int32(3), dec('1.50'))).toEqual(dec('4.50'));
    expect(multiplyNumbers(new Int32(65536), new Int32(65536))).toEqual(Long.fromBigInt(2n ** 32n));
  });

  it('leave a long that overflows to the caller', () => {
    const refuse = (): never => {
      throw new Error('too large');
    };

    expect(() => addNumbers(Long.MAX_VALUE, Long.fromNumber(1), refuse)).toThrow('too large');
  });
});

describe('kinds and conversions', () => {
  it.each([
    [5, 'int'],
    [5.5, 'double'],
    [-0, 'double'],
    [2 ** 40, 'double'],
    [5n, 'long'],
    [dec('1'), 'decimal'],
    ['5', undefined],
    [null, undefined],
  ])('%p is of kind %p', (value, kind) => {
    expect(numberKindOf(value)).toBe(kind);
  });

  it('read whole numbers out of every type, and refuse fractions', () => {
    expect([new Double(7), dec('7.00'), Long.fromNumber(7), new Int32(7)].map(toInteger)).toEqual([7n, 7n, 7n, 7n]);
    expect([new Double(7.5), dec('7.5'), new Double(Number.NaN), dec('Infinity'), 'x'].map(toInteger)).toEqual(Array(5).fill(undefined));
  });

  it('count in ints until they no longer fit', () => {
    expect([intOrLong(5), intOrLong(2n ** 31n)]).toEqual([new Int32(5), Long.fromBigInt(2n ** 31n)]);
  });

  it('give the nearest double', () => {
    expect([dec('1E-6176'), Long.MAX_VALUE, dec('-0')].map(toDouble)).toEqual([0, 2 ** 63, -0]);
  });
});

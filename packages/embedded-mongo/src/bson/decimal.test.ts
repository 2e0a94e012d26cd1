import { describe, expect, it } from '@jest/globals';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalOfDouble,
  decimalText,
  divideDecimals,
  multiplyDecimals,
  parseDecimal,
  quantizeDecimal,
  remainderOfDecimals,
  squareRoot,
} from './decimal.ts';

const read = (text: string): Decimal => {
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw new Error(`${text} is no decimal`);
  return decimal;
};

/** The worked examples of IEEE 754 decimal arithmetic that Decimal128 follows. */
describe('decimal arithmetic', () => {
  it.each([
    ['1.3', '1.07', '2.37'],
    ['1E+2', '1E-2', '100.01'],
    ['Infinity', '1', 'Infinity'],
    ['Infinity', '-Infinity', 'NaN'],
    ['9999999999999999999999999999999999', '1', '1.000000000000000000000000000000000E+34'],
  ])('%s + %s = %s', (a, b, sum) => {
    expect(decimalText(addDecimals(read(a), read(b)))).toBe(sum);
  });

  it.each([
    ['1', '3', '0.3333333333333333333333333333333333'],
    ['2', '3', '0.6666666666666666666666666666666667'],
    ['6', '3', '2'],
    ['1', '8', '0.125'],
    ['1', '0', 'Infinity'],
    ['0', '0', 'NaN'],
    ['-1', '0', '-Infinity'],
    ['1', 'Infinity', '0'],
  ])('%s / %s = %s', (a, b, quotient) => {
    expect(decimalText(divideDecimals(read(a), read(b)))).toBe(quotient);
  });

  it('multiplies, takes remainders and roots', () => {
    expect(decimalText(multiplyDecimals(read('1.20'), read('3')))).toBe('3.60');
    expect(decimalText(multiplyDecimals(read('9E6144'), read('10')))).toBe('Infinity');
    expect(decimalText(remainderOfDecimals(read('-7.5'), read('2')))).toBe('-1.5');
    expect(decimalText(squareRoot(read('2')))).toBe('1.414213562373095048801688724209698');
    expect(decimalText(squareRoot(read('0.25')))).toBe('0.5');
    expect(decimalText(squareRoot(read('-1')))).toBe('NaN');
  });

  it('rounds half to even, down, up and towards zero', () => {
    const rounded = (text: string, places: number, rounding: Parameters<typeof quantizeDecimal>[2]): string =>
      decimalText(quantizeDecimal(read(text), places, rounding));

    expect(['2.5', '3.5', '-2.5'].map((text) => rounded(text, 0, 'half-even'))).toEqual(['2', '4', '-2']);
    expect([rounded('-1.1', 0, 'floor'), rounded('-1.1', 0, 'ceil'), rounded('1.99', 1, 'truncate')]).toEqual(['-2', '-1', '1.9']);
    expect(rounded('1254', -2, 'half-even')).toBe('1.3E+3');
  });

  it('knows a double exactly', () => {
    expect(compareDecimals(decimalOfDouble(0.1), read('0.1'))).toBe(1);
    expect(compareDecimals(decimalOfDouble(2 ** 70), read('1180591620717411303424'))).toBe(0);
    expect(compareDecimals(decimalOfDouble(5e-324), read('0'))).toBe(1);
  });

  it('refuses text that is no number', () => {
    expect(['', '.', '1e', 'x', '1 2'].map(parseDecimal)).toEqual(Array(5).fill(undefined));
  });
});

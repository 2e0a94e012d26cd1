import { describe, expect, it } from '@jest/globals';
import { type Decimal, decimalText, parseDecimal } from './decimal.ts';
import { expDecimal, lnDecimal, logDecimal, powDecimal } from './decimal-functions.ts';

const read = (text: string): Decimal => parseDecimal(text) ?? { kind: 'nan' };

/** Reference digits from tables of mathematical constants. */
describe('functions of decimals have 34 digits', () => {
  it.each([
    ['ln 2', lnDecimal(read('2')), '0.6931471805599453094172321214581766'],
    ['ln 10', lnDecimal(read('10')), '2.302585092994045684017991454684364'],
    ['ln 0.5', lnDecimal(read('0.5')), '-0.6931471805599453094172321214581766'],
    ['log2 of 10', logDecimal(read('10'), read('2')), '3.321928094887362347870319429489390'],
    ['e', expDecimal(read('1')), '2.718281828459045235360287471352662'],
    ['1 / e', expDecimal(read('-1')), '0.3678794411714423215955237701614609'],
    ['the root of two', powDecimal(read('2'), read('0.5')), '1.414213562373095048801688724209698'],
    ['e to infinity', expDecimal(read('Infinity')), 'Infinity'],
    ['e to what no decimal holds', expDecimal(read('1E+10')), 'Infinity'],
  ])('%s', (_name, result, digits) => {
    expect(decimalText(result)).toBe(digits);
  });
});

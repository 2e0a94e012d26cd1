import { type Decimal, doubleOfDecimal, roundDecimal } from './decimal.ts';

/** Fixed-point arithmetic with 60 digits behind the point: more than the 34 that are kept. */
const SCALE = 10n ** 60n;
const MOST_EXPONENT = 15_000;

const multiply = (a: bigint, b: bigint): bigint => (a * b) / SCALE;

/** ln of a number from 1 to 10 by the series of atanh((m - 1) / (m + 1)). */
const lnOfMantissa = (mantissa: bigint): bigint => {
  const ratio = ((mantissa - SCALE) * SCALE) / (mantissa + SCALE);
  const square = multiply(ratio, ratio);
  let power = ratio;
  let sum = ratio;
  for (let odd = 3n; power !== 0n; odd += 2n) {
    power = multiply(power, square);
    sum += power / odd;
  }
  return 2n * sum;
};

const LN10 = lnOfMantissa(10n * SCALE);

const fixedOf = (value: Decimal & { kind: 'finite' }): bigint => {
  const shift = 60 + value.exponent;
  return shift >= 0 ? value.coefficient * 10n ** BigInt(shift) : value.coefficient / 10n ** BigInt(-shift);
};

const decimalOfFixed = (fixed: bigint, exponent = 0): Decimal =>
  roundDecimal({ kind: 'finite', coefficient: fixed, exponent: exponent - 60 });

const lnFixed = (value: Decimal & { kind: 'finite' }): bigint => {
  const digits = value.coefficient.toString().length;
  const mantissa = fixedOf({ kind: 'finite', coefficient: value.coefficient, exponent: 1 - digits });
  return lnOfMantissa(mantissa) + BigInt(value.exponent + digits - 1) * LN10;
};

/** Natural logarithm of a positive decimal. */
export const lnDecimal = (value: Decimal): Decimal => (value.kind === 'finite' ? decimalOfFixed(lnFixed(value)) : value);

/** Logarithm to a base; the base 10 of a power of ten is exact. */
export const logDecimal = (value: Decimal, base: Decimal): Decimal => {
  if (value.kind !== 'finite' || base.kind !== 'finite') return { kind: 'nan' };
  return decimalOfFixed((lnFixed(value) * SCALE) / lnFixed(base));
};

const expFixed = (x: bigint): Decimal => {
  // e^x = 10^k e^r with r below ln 10, so that the series stays short.
  const k = x / LN10 - (x < 0n && x % LN10 !== 0n ? 1n : 0n);
  if (k > BigInt(MOST_EXPONENT)) return { kind: 'infinite', sign: 1 };
  if (k < -BigInt(MOST_EXPONENT)) return { kind: 'finite', coefficient: 0n, exponent: 0 };
  const rest = x - k * LN10;
  let term = SCALE;
  let sum = SCALE;
  for (let n = 1n; term !== 0n; n += 1n) {
    term = multiply(term, rest) / n;
    sum += term;
  }
  return decimalOfFixed(sum, Number(k));
};

export const expDecimal = (value: Decimal): Decimal => {
  if (value.kind === 'nan') return value;
  if (value.kind === 'infinite') return value.sign > 0 ? value : { kind: 'finite', coefficient: 0n, exponent: 0 };
  if (Math.abs(doubleOfDecimal(value)) > 3 * MOST_EXPONENT)
    return expFixed(value.coefficient > 0n ? 2n * BigInt(MOST_EXPONENT) * LN10 : -2n * BigInt(MOST_EXPONENT) * LN10);
  return expFixed(fixedOf(value));
};

/** A power of a positive decimal to any exponent. */
export const powDecimal = (base: Decimal, exponent: Decimal): Decimal => {
  if (base.kind !== 'finite' || exponent.kind !== 'finite') return { kind: 'nan' };
  return expFixed((lnFixed(base) * fixedOf(exponent)) / SCALE);
};

import { Decimal128 } from 'bson';

/** A decimal number taken apart: `coefficient * 10^exponent`, or one of the values that are no number. */
export type Decimal =
  | { readonly kind: 'finite'; readonly coefficient: bigint; readonly exponent: number; readonly isNegativeZero?: boolean }
  | { readonly kind: 'infinite'; readonly sign: 1 | -1 }
  | { readonly kind: 'nan' };

const PRECISION = 34;
const MAX_EXPONENT = 6111;
const MIN_EXPONENT = -6176;
const NAN: Decimal = { kind: 'nan' };

const infinite = (sign: 1 | -1): Decimal => ({ kind: 'infinite', sign });
const finite = (coefficient: bigint, exponent: number): Decimal => ({ kind: 'finite', coefficient, exponent });
const abs = (value: bigint): bigint => (value < 0n ? -value : value);
const digitsOf = (value: bigint): number => abs(value).toString().length;
const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent);

/** Reads what Decimal128's `toString` writes, and any decimal literal. Gives undefined for text that is no number. */
export const parseDecimal = (text: string): Decimal | undefined => {
  const match = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) {
    const word = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
    if (word === null) return undefined;
    return word[2]?.toLowerCase() === 'nan' ? NAN : infinite(word[1] === '-' ? -1 : 1);
  }
  const [, sign, whole = '', fraction = '', bare = ''] = match;
  const decimals = fraction + bare;
  const magnitude = BigInt(whole + decimals);
  const exponent = Number(match[5] ?? 0) - decimals.length;
  if (magnitude === 0n && sign === '-') return { kind: 'finite', coefficient: 0n, exponent, isNegativeZero: true };
  return finite(sign === '-' ? -magnitude : magnitude, exponent);
};

export const decimalOf = (value: Decimal128): Decimal => parseDecimal(value.toString()) ?? NAN;

/** The exact decimal value of a double: every double is a finite decimal fraction. */
export const decimalOfDouble = (value: number): Decimal => {
  if (Number.isNaN(value)) return NAN;
  if (!Number.isFinite(value)) return infinite(value > 0 ? 1 : -1);
  if (value === 0) return { kind: 'finite', coefficient: 0n, exponent: 0, isNegativeZero: Object.is(value, -0) };
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  const raw = bits.getBigUint64(0);
  const biased = Number(raw >> 52n);
  const fraction = raw & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const power = (biased === 0 ? 1 : biased) - 1075;
  const signed = value < 0 ? -mantissa : mantissa;
  if (power >= 0) return finite(signed << BigInt(power), 0);
  return reduce(finite(signed * 5n ** BigInt(-power), power));
};

const reduce = (value: Decimal): Decimal => {
  if (value.kind !== 'finite' || value.coefficient === 0n) return value;
  let { coefficient, exponent } = value;
  while (coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return finite(coefficient, exponent);
};

export const decimalOfInteger = (value: bigint): Decimal => finite(value, 0);

/** Half-even division of integers, the rounding of IEEE 754 decimal arithmetic. */
const divideHalfEven = (numerator: bigint, denominator: bigint): bigint => {
  const quotient = numerator / denominator;
  const twice = abs(numerator % denominator) * 2n;
  const step = numerator < 0n !== denominator < 0n ? -1n : 1n;
  const size = abs(denominator);
  if (twice > size || (twice === size && quotient % 2n !== 0n)) return quotient + step;
  return quotient;
};

/** Rounds to the 34 digits and the exponent range a Decimal128 has. */
export const roundDecimal = (value: Decimal): Decimal => {
  if (value.kind !== 'finite') return value;
  let { coefficient, exponent } = value;
  const excess = Math.max(digitsOf(coefficient) - PRECISION, MIN_EXPONENT - exponent);
  if (excess > 0) {
    coefficient = divideHalfEven(coefficient, powerOfTen(Math.min(excess, digitsOf(coefficient) + 2)));
    exponent += excess;
    if (digitsOf(coefficient) > PRECISION) {
      coefficient /= 10n;
      exponent += 1;
    }
  }
  if (exponent > MAX_EXPONENT) {
    const shift = exponent - MAX_EXPONENT;
    if (coefficient === 0n) return finite(0n, MAX_EXPONENT);
    if (digitsOf(coefficient) + shift > PRECISION) return infinite(coefficient < 0n ? -1 : 1);
    return finite(coefficient * powerOfTen(shift), MAX_EXPONENT);
  }
  return value.isNegativeZero && coefficient === 0n ? { ...value, exponent } : finite(coefficient, exponent);
};

export const decimal128Of = (value: Decimal): Decimal128 => {
  const rounded = roundDecimal(value);
  if (rounded.kind === 'nan') return Decimal128.fromString('NaN');
  if (rounded.kind === 'infinite') return Decimal128.fromString(rounded.sign > 0 ? 'Infinity' : '-Infinity');
  return Decimal128.fromString(`${rounded.isNegativeZero ? '-0' : rounded.coefficient}E${rounded.exponent}`);
};

/** The text MongoDB shows, as Decimal128 writes it. */
export const decimalText = (value: Decimal): string => decimal128Of(value).toString();

export const doubleOfDecimal = (value: Decimal): number => {
  if (value.kind === 'nan') return Number.NaN;
  if (value.kind === 'infinite') return value.sign * Number.POSITIVE_INFINITY;
  return value.isNegativeZero ? -0 : Number(`${value.coefficient}e${value.exponent}`);
};

const signOf = (value: Decimal): number => {
  if (value.kind === 'nan') return Number.NaN;
  if (value.kind === 'infinite') return value.sign;
  return value.coefficient < 0n ? -1 : value.coefficient > 0n ? 1 : 0;
};

const aligned = (a: Decimal & { kind: 'finite' }, b: Decimal & { kind: 'finite' }): readonly [bigint, bigint, number] => {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.coefficient * powerOfTen(a.exponent - exponent), b.coefficient * powerOfTen(b.exponent - exponent), exponent];
};

/** Exact comparison; NaN is the smallest number and equal to itself, as in BSON's order. */
export const compareDecimals = (a: Decimal, b: Decimal): number => {
  if (a.kind === 'nan' || b.kind === 'nan') return (a.kind === 'nan' ? 0 : 1) - (b.kind === 'nan' ? 0 : 1);
  const signs = signOf(a) - signOf(b);
  if (signs !== 0 || (a.kind === 'infinite' && b.kind === 'infinite')) return Math.sign(signs);
  if (a.kind === 'infinite') return a.sign;
  if (b.kind === 'infinite') return -b.sign;
  if (a.coefficient === 0n) return 0;
  const magnitudes = digitsOf(a.coefficient) + a.exponent - (digitsOf(b.coefficient) + b.exponent);
  if (magnitudes !== 0) return Math.sign(magnitudes) * signOf(a);
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
};

export const addDecimals = (a: Decimal, b: Decimal): Decimal => {
  if (a.kind === 'nan' || b.kind === 'nan') return NAN;
  if (a.kind === 'infinite') return b.kind === 'infinite' && a.sign !== b.sign ? NAN : a;
  if (b.kind === 'infinite') return b;
  const [left, right, exponent] = aligned(a, b);
  return roundDecimal(finite(left + right, exponent));
};

export const negateDecimal = (a: Decimal): Decimal => {
  if (a.kind === 'nan') return a;
  return a.kind === 'infinite' ? infinite(a.sign === 1 ? -1 : 1) : finite(-a.coefficient, a.exponent);
};

export const multiplyDecimals = (a: Decimal, b: Decimal): Decimal => {
  if (a.kind === 'finite' && b.kind === 'finite') return roundDecimal(finite(a.coefficient * b.coefficient, a.exponent + b.exponent));
  const sign = signOf(a) * signOf(b);
  return sign > 0 ? infinite(1) : sign < 0 ? infinite(-1) : NAN;
};

/** Quotient to 34 digits, with the shortest form for exact results (6 / 3 = 2). */
export const divideDecimals = (a: Decimal, b: Decimal): Decimal => {
  if (a.kind === 'nan' || b.kind === 'nan' || (a.kind === 'infinite' && b.kind === 'infinite')) return NAN;
  if (a.kind === 'infinite') return infinite(a.sign === (signOf(b) < 0 ? -1 : 1) ? 1 : -1);
  if (b.kind === 'infinite') return finite(0n, 0);
  if (b.coefficient === 0n) return a.coefficient === 0n ? NAN : infinite(a.coefficient > 0n ? 1 : -1);
  const ideal = a.exponent - b.exponent;
  const scale = Math.max(0, PRECISION + 4 + digitsOf(b.coefficient) - digitsOf(a.coefficient));
  const scaled = a.coefficient * powerOfTen(scale);
  if (scaled % b.coefficient !== 0n) {
    // One sticky digit keeps the later rounding to 34 digits from rounding twice.
    const quotient = (scaled / b.coefficient) * 10n + (a.coefficient < 0n === b.coefficient < 0n ? 1n : -1n);
    return roundDecimal(finite(quotient, ideal - scale - 1));
  }
  let coefficient = scaled / b.coefficient;
  let exponent = ideal - scale;
  while (exponent < ideal && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return roundDecimal(finite(coefficient, exponent));
};

/** Remainder with the sign of the dividend, as `$mod` has it. */
export const remainderOfDecimals = (a: Decimal, b: Decimal): Decimal => {
  if (a.kind !== 'finite' || b.kind === 'nan' || (b.kind === 'finite' && b.coefficient === 0n)) return NAN;
  if (b.kind === 'infinite') return a;
  const [left, right, exponent] = aligned(a, b);
  return roundDecimal(finite(left % right, exponent));
};

export type Rounding = 'half-even' | 'truncate' | 'floor' | 'ceil';

const roundQuotient = (coefficient: bigint, divisor: bigint, rounding: Rounding): bigint => {
  if (rounding === 'half-even') return divideHalfEven(coefficient, divisor);
  const quotient = coefficient / divisor;
  const isExact = quotient * divisor === coefficient;
  if (rounding === 'floor' && !isExact && coefficient < 0n) return quotient - 1n;
  if (rounding === 'ceil' && !isExact && coefficient > 0n) return quotient + 1n;
  return quotient;
};

/** Rounds to `places` digits behind the point (before it, when negative). */
export const quantizeDecimal = (value: Decimal, places: number, rounding: Rounding): Decimal => {
  if (value.kind !== 'finite' || value.exponent >= -places) return value;
  const shift = -places - value.exponent;
  if (shift > digitsOf(value.coefficient) + 1 && (rounding === 'half-even' || rounding === 'truncate')) return finite(0n, -places);
  return finite(roundQuotient(value.coefficient, powerOfTen(shift), rounding), -places);
};

/** Writes zeros behind the point up to `places`, as far as 34 digits go. */
export const padDecimal = (value: Decimal, places: number): Decimal => {
  if (value.kind !== 'finite' || value.exponent <= -places || value.coefficient === 0n) return value;
  const room = Math.min(value.exponent + places, PRECISION - digitsOf(value.coefficient));
  return finite(value.coefficient * powerOfTen(room), value.exponent - room);
};

/** The integer part when the value is finite, else undefined. */
export const integerPart = (value: Decimal): bigint | undefined => {
  if (value.kind !== 'finite') return undefined;
  if (value.exponent >= 0) return value.coefficient * powerOfTen(value.exponent);
  return value.coefficient / powerOfTen(Math.min(-value.exponent, digitsOf(value.coefficient) + 1));
};

/** True when the value has no fraction: `7.00` is an integer, `7.5` and Infinity are not. */
export const isIntegral = (value: Decimal): boolean =>
  value.kind === 'finite' && (value.exponent >= 0 || compareDecimals(value, finite(integerPart(value) ?? 0n, 0)) === 0);

/** Square root by integer Newton steps, to 34 digits. */
export const squareRoot = (value: Decimal): Decimal => {
  if (value.kind !== 'finite') return value.kind === 'infinite' && value.sign > 0 ? value : NAN;
  if (value.coefficient < 0n) return NAN;
  if (value.coefficient === 0n) return value;
  const shift = 72 - digitsOf(value.coefficient) + ((value.exponent + 72 - digitsOf(value.coefficient)) % 2 === 0 ? 0 : 1);
  const radicand = value.coefficient * powerOfTen(Math.max(shift, ((value.exponent % 2) + 2) % 2));
  const used = Math.max(shift, ((value.exponent % 2) + 2) % 2);
  let guess = powerOfTen(Math.ceil(radicand.toString().length / 2));
  for (;;) {
    const next = (guess + radicand / guess) / 2n;
    if (next >= guess) break;
    guess = next;
  }
  const root = finite(guess, Math.floor((value.exponent - used) / 2));
  return roundDecimal(guess * guess === radicand ? reduce(root) : root);
};

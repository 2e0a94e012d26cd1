import { type Decimal128, Double, Int32, Long } from 'bson';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimal128Of,
  decimalOf,
  decimalOfDouble,
  decimalOfInteger,
  doubleOfDecimal,
  integerPart,
  isIntegral,
  multiplyDecimals,
} from './decimal.ts';

export type NumberKind = 'int' | 'long' | 'double' | 'decimal';

const INT_MIN = -2147483648n;
const INT_MAX = 2147483647n;
const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

export const fitsInt = (value: bigint): boolean => value >= INT_MIN && value <= INT_MAX;
export const fitsLong = (value: bigint): boolean => value >= LONG_MIN && value <= LONG_MAX;

/** The BSON type of a number, undefined for all other values. */
export const numberKindOf = (value: unknown): NumberKind | undefined => {
  switch (typeof value) {
    case 'number':
      return (value | 0) === value && !Object.is(value, -0) ? 'int' : 'double';
    case 'bigint':
      return 'long';
    case 'object':
      if (value === null) return undefined;
      switch ((value as { _bsontype?: unknown })._bsontype) {
        case 'Int32':
          return 'int';
        case 'Double':
          return 'double';
        case 'Long':
          return 'long';
        case 'Decimal128':
          return 'decimal';
      }
  }
  return undefined;
};

export const int = (value: number): Int32 => new Int32(value);
export const long = (value: bigint): Long => Long.fromBigInt(value);
export const double = (value: number): Double => new Double(value);

/** An int where it fits, else a long: the type of counts and positions. */
export const intOrLong = (value: number | bigint): Int32 | Long => {
  const exact = BigInt(value);
  return fitsInt(exact) ? int(Number(exact)) : long(exact);
};

/** The nearest double of any BSON number; NaN for what is no number. */
export const toDouble = (value: unknown): number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  switch (numberKindOf(value)) {
    case 'int':
    case 'double':
      return (value as Double).value;
    case 'long':
      return (value as Long).toNumber();
    case 'decimal':
      return doubleOfDecimal(decimalOf(value as Decimal128));
    default:
      return Number.NaN;
  }
};

/** Exact decimal value of any BSON number. */
export const toDecimal = (value: unknown): Decimal => {
  const kind = numberKindOf(value);
  if (kind === 'decimal') return decimalOf(value as Decimal128);
  if (kind === 'double') return decimalOfDouble(toDouble(value));
  return decimalOfInteger(integerOf(value));
};

const integerOf = (value: unknown): bigint => {
  if (typeof value === 'bigint') return value;
  return numberKindOf(value) === 'long' ? (value as Long).toBigInt() : BigInt(toDouble(value));
};

/** The value as an exact integer, undefined for fractions, NaN, infinities and what is no number. */
export const toInteger = (value: unknown): bigint | undefined => {
  const kind = numberKindOf(value);
  if (kind === undefined) return undefined;
  if (kind === 'int' || kind === 'long') return integerOf(value);
  if (kind === 'double') return Number.isInteger(toDouble(value)) ? BigInt(toDouble(value)) : undefined;
  const decimal = decimalOf(value as Decimal128);
  return isIntegral(decimal) ? integerPart(decimal) : undefined;
};

const compareDoubles = (a: number, b: number): number => {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return (Number.isNaN(a) ? 0 : 1) - (Number.isNaN(b) ? 0 : 1);
};

const compareLongToDouble = (integer: bigint, other: number): number => {
  if (Number.isNaN(other)) return 1;
  if (other >= 2 ** 63) return -1;
  if (other < -(2 ** 63)) return 1;
  const whole = BigInt(Math.trunc(other));
  if (integer !== whole) return integer < whole ? -1 : 1;
  const fraction = other - Math.trunc(other);
  return fraction > 0 ? -1 : fraction < 0 ? 1 : 0;
};

const plainDouble = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  const kind = numberKindOf(value);
  return kind === 'int' || kind === 'double' ? (value as Double).value : undefined;
};

/** Numbers of all types by value, exactly: a long beyond 2^53 differs from its nearest double. NaN is the smallest. */
export const compareNumbers = (a: unknown, b: unknown): number => {
  const left = plainDouble(a);
  const right = plainDouble(b);
  if (left !== undefined && right !== undefined) return compareDoubles(left, right);
  if (numberKindOf(a) === 'decimal' || numberKindOf(b) === 'decimal') return compareDecimals(toDecimal(a), toDecimal(b));
  if (left !== undefined) return 0 - compareLongToDouble(integerOf(b), left); // Never -0, which is not the 0 of equal values.
  if (right !== undefined) return compareLongToDouble(integerOf(a), right);
  const [x, y] = [integerOf(a), integerOf(b)];
  return x < y ? -1 : x > y ? 1 : 0;
};

const widths: Readonly<Record<NumberKind, number>> = { int: 0, long: 1, double: 2, decimal: 3 };

export const widerKind = (a: NumberKind, b: NumberKind): NumberKind => (widths[a] >= widths[b] ? a : b);

type IntegerOperation = (a: bigint, b: bigint) => bigint;

/** What becomes of an integer result that no longer fits 64 bits. */
export type Overflow = (exact: bigint) => unknown;

const combine = (
  a: unknown,
  b: unknown,
  onIntegers: IntegerOperation,
  onDoubles: (x: number, y: number) => number,
  onDecimals: (x: Decimal, y: Decimal) => Decimal,
  overflow: Overflow,
): unknown => {
  const kind = widerKind(numberKindOf(a) ?? 'int', numberKindOf(b) ?? 'int');
  if (kind === 'decimal') return decimal128Of(onDecimals(toDecimal128Value(a), toDecimal128Value(b)));
  if (kind === 'double') return double(onDoubles(toDouble(a), toDouble(b)));
  const exact = onIntegers(integerOf(a), integerOf(b));
  if (kind === 'int' && fitsInt(exact)) return int(Number(exact));
  return fitsLong(exact) ? long(exact) : overflow(exact);
};

/** A double enters decimal arithmetic with 15 significant digits, so that 0.1 counts as 0.1, as in MongoDB. */
export const toDecimal128Value = (value: unknown): Decimal => {
  if (numberKindOf(value) !== 'double') return toDecimal(value);
  const number = toDouble(value);
  if (!Number.isFinite(number) || number === 0) return decimalOfDouble(number);
  const [digits = '0', exponent = '0'] = number.toExponential(14).split('e');
  const shift = digits.includes('.') ? 14 : 0;
  return { kind: 'finite', coefficient: BigInt(digits.replace('.', '')), exponent: Number(exponent) - shift };
};

const toDoubleOnOverflow: Overflow = (exact) => double(Number(exact));

/** Sum in the wider of both types; int overflows to long, long to double unless told otherwise. */
export const addNumbers = (a: unknown, b: unknown, overflow: Overflow = toDoubleOnOverflow): unknown =>
  combine(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
    addDecimals,
    overflow,
  );

export const multiplyNumbers = (a: unknown, b: unknown, overflow: Overflow = toDoubleOnOverflow): unknown =>
  combine(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
    multiplyDecimals,
    overflow,
  );

import {
  addDecimals,
  type Decimal,
  decimal128Of,
  divideDecimals,
  doubleOfDecimal,
  integerPart,
  negateDecimal,
  padDecimal,
  quantizeDecimal,
  type Rounding,
  remainderOfDecimals,
  squareRoot,
} from '../../bson/decimal.ts';
import { expDecimal, lnDecimal, logDecimal, powDecimal } from '../../bson/decimal-functions.ts';
import {
  addNumbers,
  double,
  fitsInt,
  fitsLong,
  int,
  intOrLong,
  long,
  multiplyNumbers,
  numberKindOf,
  toDecimal,
  toDecimal128Value,
  toDouble,
  toInteger,
  widerKind,
} from '../../bson/numbers.ts';
import { isNullish, typeOf } from '../../bson/types.ts';
import { fail } from '../failure.ts';
import { type OperatorTable, positional, unary } from './context.ts';

const TEN: Decimal = { kind: 'finite', coefficient: 10n, exponent: 0 };

/** Moves a date by milliseconds; the fraction is rounded as MongoDB does. */
const shiftDate = (date: Date, by: unknown, sign: 1 | -1): Date => {
  const time = date.getTime() + sign * Math.round(toDouble(by));
  if (!Number.isFinite(time) || Math.abs(time) > 9.3e18) fail('Overflow', 'date overflow');
  return new Date(time);
};

const addAll = (values: readonly unknown[]): unknown => {
  let date: Date | undefined;
  let sum: unknown = int(0);
  let hasNull = false;
  for (const value of values) {
    if (isNullish(value)) hasNull = true;
    else if (value instanceof Date) {
      if (date !== undefined) fail(16612, 'only one date allowed in an $add expression');
      date = value;
    } else if (numberKindOf(value) !== undefined) sum = addNumbers(sum, value);
    else fail('TypeMismatch', `$add only supports numeric or date types, not ${typeOf(value)}`);
  }
  if (hasNull) return null;
  return date === undefined ? sum : shiftDate(date, sum, 1);
};

const multiplyAll = (values: readonly unknown[]): unknown => {
  let product: unknown = int(1);
  let hasNull = false;
  for (const value of values) {
    if (isNullish(value)) hasNull = true;
    else if (numberKindOf(value) === undefined) fail('TypeMismatch', `$multiply only supports numeric types, not ${typeOf(value)}`);
    else product = multiplyNumbers(product, value);
  }
  return hasNull ? null : product;
};

/** Difference of two numbers in the wider of their types. */
export const subtractNumbers = (a: unknown, b: unknown): unknown => {
  const kind = widerKind(numberKindOf(a) ?? 'int', numberKindOf(b) ?? 'int');
  if (kind === 'decimal') return decimal128Of(addDecimals(toDecimal128Value(a), negateDecimal(toDecimal128Value(b))));
  if (kind === 'double') return double(toDouble(a) - toDouble(b));
  const exact = (toInteger(a) ?? 0n) - (toInteger(b) ?? 0n);
  if (kind === 'int' && fitsInt(exact)) return int(Number(exact));
  return fitsLong(exact) ? long(exact) : double(Number(exact));
};

const subtract = (a: unknown, b: unknown): unknown => {
  if (isNullish(a) || isNullish(b)) return null;
  if (a instanceof Date) {
    if (b instanceof Date) return long(BigInt(a.getTime() - b.getTime()));
    if (numberKindOf(b) !== undefined) return shiftDate(a, b, -1);
  }
  if (numberKindOf(a) === undefined || numberKindOf(b) === undefined)
    fail('TypeMismatch', `can't $subtract ${typeOf(b)} from ${typeOf(a)}`);
  return subtractNumbers(a, b);
};

/** Division gives a double, or a decimal where one is involved: `$divide: [4, 2]` is the double 2. */
export const divideNumbers = (a: unknown, b: unknown): unknown => {
  const isDecimal = numberKindOf(a) === 'decimal' || numberKindOf(b) === 'decimal';
  return isDecimal ? decimal128Of(divideDecimals(toDecimal128Value(a), toDecimal128Value(b))) : double(toDouble(a) / toDouble(b));
};

const divide = (a: unknown, b: unknown): unknown => {
  if (isNullish(a) || isNullish(b)) return null;
  if (numberKindOf(a) === undefined || numberKindOf(b) === undefined)
    fail('TypeMismatch', `$divide only supports numeric types, not ${typeOf(a)} and ${typeOf(b)}`);
  if (toDouble(b) === 0) fail('BadValue', "can't $divide by zero");
  return divideNumbers(a, b);
};

const modulo = (a: unknown, b: unknown): unknown => {
  if (isNullish(a) || isNullish(b)) return null;
  const [left, right] = [numberKindOf(a), numberKindOf(b)];
  if (left === undefined || right === undefined) return fail(16611, `$mod only supports numeric types, not ${typeOf(a)} and ${typeOf(b)}`);
  if (toDouble(b) === 0) fail(16610, "can't $mod by zero");
  // A double divisor that is a whole int leaves the type of an integer dividend alone.
  const isWholeInt = right === 'double' && left !== 'double' && fitsInt(toInteger(b) ?? 2n ** 40n);
  const kind = isWholeInt ? left : widerKind(left, right);
  if (kind === 'decimal') return decimal128Of(remainderOfDecimals(toDecimal128Value(a), toDecimal128Value(b)));
  if (kind === 'double') return double(toDouble(a) % toDouble(b));
  const remainder = (toInteger(a) ?? 0n) % (toInteger(b) ?? 1n);
  return kind === 'int' ? int(Number(remainder)) : long(remainder);
};

/** A function of one number that keeps null and refuses what is no number. */
const numeric = (apply: (value: unknown, name: string) => unknown) =>
  unary((value, name) => {
    if (isNullish(value)) return null;
    if (numberKindOf(value) === undefined) fail(28765, `${name} only supports numeric types, not ${typeOf(value)}`);
    return apply(value, name);
  });

const absolute = (value: unknown): unknown => {
  const kind = numberKindOf(value);
  if (kind === 'double') return double(Math.abs(toDouble(value)));
  if (kind === 'decimal') {
    const decimal = toDecimal(value);
    return toDouble(value) < 0 ? decimal128Of(negateDecimal(decimal)) : value;
  }
  const integer = toInteger(value) ?? 0n;
  if (integer === -(2n ** 63n)) fail(28680, "can't take $abs of long long min");
  const size = integer < 0n ? -integer : integer;
  return kind === 'int' ? intOrLong(size) : long(size);
};

const toWhole =
  (rounding: Rounding, onDouble: (value: number) => number) =>
  (value: unknown): unknown => {
    const kind = numberKindOf(value);
    if (kind === 'double') return double(onDouble(toDouble(value)));
    return kind === 'decimal' ? decimal128Of(quantizeDecimal(toDecimal(value), 0, rounding)) : value;
  };

const roundTo = (rounding: 'half-even' | 'truncate') =>
  positional(1, 2, ([value, digits = int(0)], name) => {
    if (isNullish(value) || digits === null) return null;
    const kind = numberKindOf(value);
    if (kind === undefined) return fail(51081, `${name} only supports numeric types, not ${typeOf(value)}`);
    const places = toInteger(digits);
    if (places === undefined) return fail(51082, `precision argument to  ${name} must be a integral value`);
    if (places < -20n || places > 100n) fail(51083, `cannot apply ${name} with precision value ${places} value must be in [-20, 100]`);
    const rounded = quantizeDecimal(toDecimal(value), Number(places), rounding);
    if (kind === 'double') return Number.isFinite(toDouble(value)) ? double(doubleOfDecimal(rounded)) : value;
    if (kind === 'decimal') return decimal128Of(padDecimal(rounded, Number(places)));
    const whole = integerPart(rounded) ?? 0n;
    if (!fitsLong(whole)) fail(51080, 'invalid conversion from Decimal128 result in $round resulting from arguments');
    return kind === 'int' ? intOrLong(whole) : long(whole);
  });

const power = (base: unknown, exponent: unknown): unknown => {
  if (isNullish(base) || isNullish(exponent)) return null;
  const [left, right] = [numberKindOf(base), numberKindOf(exponent)];
  if (left === undefined) return fail(28762, `$pow's base must be numeric, not ${typeOf(base)}`);
  if (right === undefined) return fail(28763, `$pow's exponent must be numeric, not ${typeOf(exponent)}`);
  if (toDouble(base) === 0 && toDouble(exponent) < 0) fail(28764, '$pow cannot take a base of 0 and a negative exponent');
  const kind = widerKind(left, right);
  if (kind === 'decimal') return decimal128Of(toDecimal128Value(decimalPower(base, exponent)));
  const result = toDouble(base) ** toDouble(exponent);
  if (kind === 'double') return double(result);
  const [b, e] = [toInteger(base) ?? 0n, toInteger(exponent) ?? 0n];
  if (e < 0n) return b === 1n || b === -1n ? (kind === 'int' ? int(Number(b ** (-e % 2n))) : long(b ** (-e % 2n))) : double(result);
  if (Math.abs(result) > 1e19) return double(result);
  const exact = b ** e;
  if (kind === 'int' && fitsInt(exact)) return int(Number(exact));
  return fitsLong(exact) ? long(exact) : double(result);
};

const decimalPower = (base: unknown, exponent: unknown): unknown => {
  const whole = toInteger(exponent);
  const isPositive = toDouble(base) > 0;
  if (isPositive && (whole === undefined || whole < 0n || whole > 1000n))
    return decimal128Of(powDecimal(toDecimal128Value(base), toDecimal128Value(exponent)));
  if (whole === undefined || whole < 0n || whole > 1000n) return double(toDouble(base) ** toDouble(exponent));
  let product: unknown = decimal128Of({ kind: 'finite', coefficient: 1n, exponent: 0 });
  for (let step = 0n; step < whole; step += 1n) product = multiplyNumbers(product, base);
  return product;
};

/** Logarithms and exponentials of decimals keep their 34 digits. */
const analytic = (value: unknown, onDouble: (number: number) => number, onDecimal: (number: Decimal) => Decimal): unknown =>
  numberKindOf(value) === 'decimal' ? decimal128Of(onDecimal(toDecimal(value))) : double(onDouble(toDouble(value)));

/** A transcendental function, computed in double precision and given back as the argument's family. */
export const transcendental = (value: unknown, apply: (number: number) => number): unknown => {
  const result = double(apply(toDouble(value)));
  return numberKindOf(value) === 'decimal' ? decimal128Of(toDecimal128Value(result)) : result;
};

const positive = (value: unknown, name: string, code: number): void => {
  if (toDouble(value) <= 0) fail(code, `${name}'s argument must be a positive number, but is ${toDouble(value)}`);
};

const squareRootOf = (value: unknown): unknown => {
  if (toDouble(value) < 0) fail(28714, "$sqrt's argument must be greater than or equal to 0");
  return numberKindOf(value) === 'decimal' ? decimal128Of(squareRoot(toDecimal(value))) : double(Math.sqrt(toDouble(value)));
};

const logarithm = (value: unknown, base: unknown): unknown => {
  if (isNullish(value) || isNullish(base)) return null;
  if (numberKindOf(value) === undefined) fail(28756, `$log's argument must be numeric, not ${typeOf(value)}`);
  if (numberKindOf(base) === undefined) fail(28757, `$log's base must be numeric, not ${typeOf(base)}`);
  positive(value, '$log', 28758);
  if (toDouble(base) <= 0 || toDouble(base) === 1)
    fail(28759, `$log's base must be a positive number not equal to 1, but is ${toDouble(base)}`);
  const isDecimal = numberKindOf(value) === 'decimal' || numberKindOf(base) === 'decimal';
  if (isDecimal) return decimal128Of(logDecimal(toDecimal128Value(value), toDecimal128Value(base)));
  return double(Math.log(toDouble(value)) / Math.log(toDouble(base)));
};

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/#arithmetic-expression-operators */
export const arithmeticOperators: OperatorTable = {
  $add: positional(0, Number.POSITIVE_INFINITY, addAll),
  $multiply: positional(0, Number.POSITIVE_INFINITY, multiplyAll),
  $subtract: positional(2, 2, ([a, b]) => subtract(a, b)),
  $divide: positional(2, 2, ([a, b]) => divide(a, b)),
  $mod: positional(2, 2, ([a, b]) => modulo(a, b)),
  $abs: numeric(absolute),
  $ceil: numeric(toWhole('ceil', Math.ceil)),
  $floor: numeric(toWhole('floor', Math.floor)),
  $round: roundTo('half-even'),
  $trunc: roundTo('truncate'),
  $pow: positional(2, 2, ([base, exponent]) => power(base, exponent)),
  $sqrt: numeric(squareRootOf),
  $exp: numeric((value) => analytic(value, Math.exp, expDecimal)),
  $ln: numeric((value, name) => {
    positive(value, name, 28766);
    return analytic(value, Math.log, lnDecimal);
  }),
  $log10: numeric((value, name) => {
    positive(value, name, 28761);
    return analytic(value, Math.log10, (number) => logDecimal(number, TEN));
  }),
  $log: positional(2, 2, ([value, base]) => logarithm(value, base)),
  $sigmoid: numeric((value) => transcendental(value, (x) => 1 / (1 + Math.exp(-x)))),
  $rand: () => () => double(Math.random()),
};

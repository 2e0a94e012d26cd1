import { numberKindOf, toDouble } from '../../bson/numbers.ts';
import { isNullish, typeOf } from '../../bson/types.ts';
import { fail } from '../failure.ts';
import { transcendental } from './arithmetic.ts';
import { type OperatorTable, positional, unary } from './context.ts';

type Range = readonly [low: number, high: number];

const ANY: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
const UNIT: Range = [-1, 1];
/** The circular functions have no limit at infinity. */
const FINITE: Range = [-Number.MAX_VALUE, Number.MAX_VALUE];

const trigonometric = (apply: (value: number) => number, [low, high]: Range) =>
  unary((value, name) => {
    if (isNullish(value)) return null;
    if (numberKindOf(value) === undefined) fail(28765, `${name} only supports numeric types, not ${typeOf(value)}`);
    const number = toDouble(value);
    if (number < low || number > high) fail(50989, `cannot apply ${name} to ${number}, value must be in [${low},${high}]`);
    return transcendental(value, apply);
  });

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/#trigonometry-expression-operators */
export const trigonometryOperators: OperatorTable = {
  $sin: trigonometric(Math.sin, FINITE),
  $cos: trigonometric(Math.cos, FINITE),
  $tan: trigonometric(Math.tan, FINITE),
  $asin: trigonometric(Math.asin, UNIT),
  $acos: trigonometric(Math.acos, UNIT),
  $atan: trigonometric(Math.atan, ANY),
  $sinh: trigonometric(Math.sinh, ANY),
  $cosh: trigonometric(Math.cosh, ANY),
  $tanh: trigonometric(Math.tanh, ANY),
  $asinh: trigonometric(Math.asinh, ANY),
  $acosh: trigonometric(Math.acosh, [1, Number.POSITIVE_INFINITY]),
  $atanh: trigonometric(Math.atanh, UNIT),
  $degreesToRadians: trigonometric((degrees) => (degrees * Math.PI) / 180, ANY),
  $radiansToDegrees: trigonometric((radians) => (radians * 180) / Math.PI, ANY),
  $atan2: positional(2, 2, ([y, x], name) => {
    if (isNullish(y) || isNullish(x)) return null;
    for (const value of [y, x])
      if (numberKindOf(value) === undefined) fail(51044, `${name} only supports numeric types, not ${typeOf(value)}`);
    const isDecimal = numberKindOf(x) === 'decimal';
    return transcendental(isDecimal ? x : y, () => Math.atan2(toDouble(y), toDouble(x)));
  }),
};

import type { StringOrder } from '../../bson/compare.ts';
import { toDouble } from '../../bson/numbers.ts';
import { isNumeric } from '../../bson/types.ts';
import { fail, show } from '../failure.ts';
import {
  type Accumulator,
  averageAccumulator,
  deviationAccumulator,
  extremeAccumulator,
  percentileAccumulator,
  sumAccumulator,
} from './accumulator.ts';
import { namedSpecs, type Operator, type OperatorTable } from './context.ts';

/** As an expression an accumulator takes one array, or several values of which arrays count as one value. */
const overValues =
  (make: (order: StringOrder) => Accumulator): Operator =>
  (argument, context) => {
    const isList = Array.isArray(argument);
    const specs = (isList ? argument : [argument]) as readonly unknown[];
    const compiled = specs.map((spec) => context.compile(spec));
    return (scope) => {
      const values = compiled.map((evaluate) => evaluate(scope));
      const seen = values.length === 1 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values;
      const accumulator = make(context.order);
      for (const value of seen) accumulator.add(value);
      return accumulator.result();
    };
  };

/** The fractions `p` of `$percentile`, a constant array of numbers from 0 to 1. */
export const fractionsOf = (p: unknown): readonly number[] => {
  if (!Array.isArray(p) || p.length === 0)
    return fail(7750301, `The $percentile 'p' field must be an array of constant numbers from the [0.0, 1.0] range, found: ${show(p)}`);
  return p.map((fraction: unknown) => {
    const value = isNumeric(fraction) ? toDouble(fraction) : Number.NaN;
    return value >= 0 && value <= 1
      ? value
      : fail(7750303, `'p' field must be an array of numbers from [0.0, 1.0] range, but found: ${show(fraction)}`);
  });
};

const percentile =
  (isMedian: boolean): Operator =>
  (argument, context, name) => {
    const names = isMedian ? ['input', 'method'] : ['input', 'method', 'p'];
    const specs = namedSpecs(argument, name, { names, required: names });
    const input = context.compile(specs['input']);
    const fractions = isMedian
      ? [0.5]
      : fractionsOf(context.compile(specs['p'])({ root: {}, current: {}, now: new Date(0), variables: {} }));
    return (scope) => {
      const value = input(scope);
      const accumulator = percentileAccumulator(fractions, isMedian);
      for (const element of Array.isArray(value) ? (value as unknown[]) : [value]) accumulator.add(element);
      return accumulator.result();
    };
  };

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/#accumulators--in-other-stages- */
export const accumulatorExpressions: OperatorTable = {
  $sum: overValues(sumAccumulator),
  $avg: overValues(averageAccumulator),
  $min: overValues((order) => extremeAccumulator(-1, order)),
  $max: overValues((order) => extremeAccumulator(1, order)),
  $stdDevPop: overValues(() => deviationAccumulator(false)),
  $stdDevSamp: overValues(() => deviationAccumulator(true)),
  $median: percentile(true),
  $percentile: percentile(false),
};

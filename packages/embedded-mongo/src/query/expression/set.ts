import type { StringOrder } from '../../bson/compare.ts';
import { isNullish, typeOf } from '../../bson/types.ts';
import { fail } from '../failure.ts';
import { type OperatorTable, positional, unary } from './context.ts';
import { truthy } from './truth.ts';
import { distinctValues, ValueMap } from './value-set.ts';

const lookupOf = (values: readonly unknown[], order: StringOrder): ValueMap<true> => {
  const map = new ValueMap<true>(order);
  for (const value of values) map.set(value, true);
  return map;
};

const arrays = (values: readonly unknown[], name: string, code: number): readonly unknown[][] =>
  values.map((value) =>
    Array.isArray(value)
      ? (value as unknown[])
      : fail(code, `All operands of ${name} must be arrays. One argument is of type: ${typeOf(value)}`),
  );

const anyOf = (name: '$anyElementTrue' | '$allElementsTrue', code: number) =>
  unary((value) => {
    if (!Array.isArray(value)) return fail(code, `${name}'s argument must be an array, but is ${typeOf(value)}`);
    return name === '$anyElementTrue' ? value.some(truthy) : value.every(truthy);
  });

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/#set-expression-operators */
export const setOperators: OperatorTable = {
  $anyElementTrue: anyOf('$anyElementTrue', 17041),
  $allElementsTrue: anyOf('$allElementsTrue', 17040),
  $setUnion: positional(0, Number.POSITIVE_INFINITY, (values, name, { order }) => {
    if (values.some(isNullish)) return null;
    return distinctValues(arrays(values, name, 17043).flat(), order);
  }),
  $setIntersection: positional(0, Number.POSITIVE_INFINITY, (values, name, { order }) => {
    if (values.some(isNullish)) return null;
    const [first = [], ...rest] = arrays(values, name, 17047);
    const others = rest.map((array) => lookupOf(array, order));
    return distinctValues(first, order).filter((value) => others.every((other) => other.has(value)));
  }),
  $setDifference: positional(2, 2, ([left, right], name, { order }) => {
    if (isNullish(left) || isNullish(right)) return null;
    const [kept = [], removed = []] = arrays([left, right], name, 17048);
    const without = lookupOf(removed, order);
    return distinctValues(kept, order).filter((value) => !without.has(value));
  }),
  $setEquals: positional(2, Number.POSITIVE_INFINITY, (values, name, { order }) => {
    const [first = new ValueMap<true>(), ...rest] = arrays(values, name, 17044).map((array) => lookupOf(array, order));
    return rest.every((other) => other.size === first.size && other.entries().every(({ key }) => first.has(key)));
  }),
  $setIsSubset: positional(2, 2, ([left, right], name, { order }) => {
    const [inner = [], outer = []] = arrays([left, right], name, 17046);
    const lookup = lookupOf(outer, order);
    return inner.every((value) => lookup.has(value));
  }),
};

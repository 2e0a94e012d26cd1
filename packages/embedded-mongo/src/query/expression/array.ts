import { compareBson, equalBson } from '../../bson/compare.ts';
import { type Document, fieldsOf, isDocument, setField } from '../../bson/document.ts';
import { int, toInteger } from '../../bson/numbers.ts';
import { isNullish, isNumeric, typeOf } from '../../bson/types.ts';
import { fail, show } from '../failure.ts';
import { named, type Operator, type OperatorTable, positional, unary } from './context.ts';

const integerOrFail = (value: unknown, code: number, message: string): number => {
  const integer = isNumeric(value) ? toInteger(value) : undefined;
  return integer === undefined ? fail(code, message) : Number(integer);
};

const elementAt = (array: unknown, position: unknown): unknown => {
  if (isNullish(array) || isNullish(position)) return null;
  if (!Array.isArray(array)) return fail(28689, `$arrayElemAt's first argument must be an array, but is ${typeOf(array)}`);
  if (!isNumeric(position)) fail(28690, `$arrayElemAt's second argument must be a numeric value, but is ${typeOf(position)}`);
  const index = integerOrFail(
    position,
    28691,
    `$arrayElemAt's second argument must be representable as a 32-bit integer: ${show(position)}`,
  );
  return array.at(index);
};

const edge = (index: 0 | -1): Operator =>
  unary((array, name) => {
    if (isNullish(array)) return null;
    return Array.isArray(array) ? array.at(index) : fail(28689, `${name}'s argument must be an array, but is ${typeOf(array)}`);
  });

const countOf = (value: unknown, name: string): number => {
  const count = integerOrFail(value, 5787902, `Value for 'n' must be of integral type, but found ${show(value)}`);
  return count > 0 ? count : fail(5787908, `'n' must be greater than 0, found ${count} for ${name}`);
};

const manyOf = (take: (array: readonly unknown[], count: number, compare: (a: unknown, b: unknown) => number) => unknown[]): Operator =>
  named(
    { names: ['input', 'n'], required: ['input', 'n'], unknownCode: 5787901, missingCode: { n: 5787906, input: 5787907 } },
    ({ input, n }, name, _given, { order }) => {
      const count = countOf(n, name);
      if (isNullish(input)) return null;
      return Array.isArray(input) ? take(input, count, (a, b) => compareBson(a, b, order)) : fail(5788200, 'Input must be an array');
    },
  );

const slice = (values: readonly unknown[]): unknown => {
  const [array, first, second] = values;
  if (values.slice(0, 3).some(isNullish)) return null;
  if (!Array.isArray(array)) return fail(28724, `First argument to $slice must be an array, but is of type: ${typeOf(array)}`);
  if (!isNumeric(first)) fail(28725, `Second argument to $slice must be a numeric value, but is of type: ${typeOf(first)}`);
  const position = integerOrFail(first, 28726, `Second argument to $slice can't be represented as a 32-bit integer: ${show(first)}`);
  if (values.length === 2) return position >= 0 ? array.slice(0, position) : array.slice(position);
  if (!isNumeric(second)) fail(28727, `Third argument to $slice must be numeric, but is of type: ${typeOf(second)}`);
  const count = integerOrFail(second, 28728, `Third argument to $slice can't be represented as a 32-bit integer: ${show(second)}`);
  if (count <= 0) fail(28729, `Third argument to $slice must be positive: ${count}`);
  const start = position < 0 ? Math.max(0, array.length + position) : position;
  return array.slice(start, start + count);
};

const concatenate = (arrays: readonly unknown[]): unknown => {
  if (arrays.some(isNullish)) return null;
  return arrays.flatMap((array) =>
    Array.isArray(array) ? (array as unknown[]) : fail(28664, `$concatArrays only supports arrays, not ${typeOf(array)}`),
  );
};

const pairOf = (pair: unknown): readonly [unknown, unknown] => {
  if (Array.isArray(pair)) {
    if (pair.length !== 2) fail(40397, `$arrayToObject requires an array of size 2 arrays,found array of size: ${pair.length}`);
    return [pair[0], pair[1]];
  }
  if (!isDocument(pair)) return fail(40398, `Unrecognised input type format for $arrayToObject: ${typeOf(pair)}`);
  if (Object.keys(pair).length !== 2)
    fail(40392, `$arrayToObject requires an object keys of 'k' and 'v'. Found incorrect number of keys:${Object.keys(pair).length}`);
  if (!Object.hasOwn(pair, 'k') || !Object.hasOwn(pair, 'v')) fail(40393, "$arrayToObject requires an object with keys 'k' and 'v'.");
  return [pair['k'], pair['v']];
};

const arrayToObject = (input: unknown): unknown => {
  if (isNullish(input)) return null;
  if (!Array.isArray(input)) return fail(40386, `$arrayToObject requires an array input, found: ${typeOf(input)}`);
  const isPairs = Array.isArray(input[0]);
  const result: Document = {};
  for (const entry of input as unknown[]) {
    if (Array.isArray(entry) && !isPairs)
      fail(
        40391,
        '$arrayToObject requires a consistent input format. Elements must all be arrays or all be objects. Object was detected, now found: array',
      );
    if (isPairs && !Array.isArray(entry))
      fail(
        40396,
        `$arrayToObject requires a consistent input format. Elements must all be arrays or all be objects. Array was detected, now found: ${typeOf(entry)}`,
      );
    const [key, value] = pairOf(entry);
    if (typeof key !== 'string')
      return fail(
        isPairs ? 40395 : 40394,
        `$arrayToObject requires an object with keys 'k' and 'v', where the value of 'k' must be of type string. Found type: ${typeOf(key)}`,
      );
    if (key.includes('\0')) fail(isPairs ? 4940400 : 4940401, `Key field cannot contain an embedded null byte`);
    setField(result, key, value);
  }
  return result;
};

const objectToArray = (input: unknown): unknown => {
  if (isNullish(input)) return null;
  if (!isDocument(input)) return fail(40390, `$objectToArray requires a document input, found: ${typeOf(input)}`);
  return Object.entries(fieldsOf(input)).map(([k, v]) => ({ k, v }));
};

/** Reads `[start, end)` of `$indexOfArray` and the string searches. */
export const searchBounds = (name: string, start: unknown, end: unknown): readonly [number, number] => {
  const bound = (value: unknown, which: string, otherwise: number): number => {
    if (value === undefined) return otherwise;
    const whole = integerOrFail(
      value,
      40096,
      `${name} requires an integral ${which} index, found a value of type: ${typeOf(value)}, with value: ${show(value)}`,
    );
    return whole < 0 ? fail(40097, `${name} requires a nonnegative ${which} index, found: ${whole}`) : whole;
  };
  return [bound(start, 'starting', 0), bound(end, 'ending', Number.POSITIVE_INFINITY)];
};

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/#array-expression-operators */
export const arrayOperators: OperatorTable = {
  $arrayElemAt: positional(2, 2, ([array, position]) => elementAt(array, position)),
  $first: edge(0),
  $last: edge(-1),
  $firstN: manyOf((array, count) => array.slice(0, count)),
  $lastN: manyOf((array, count) => array.slice(-count)),
  $maxN: manyOf((array, count, compare) =>
    array
      .filter((value) => !isNullish(value))
      .sort((a, b) => compare(b, a))
      .slice(0, count),
  ),
  $minN: manyOf((array, count, compare) =>
    array
      .filter((value) => !isNullish(value))
      .sort(compare)
      .slice(0, count),
  ),
  $slice: positional(2, 3, slice),
  $concatArrays: positional(0, Number.POSITIVE_INFINITY, concatenate),
  $isArray: unary((value) => Array.isArray(value)),
  $reverseArray: unary((array) => {
    if (isNullish(array)) return null;
    return Array.isArray(array)
      ? array.toReversed()
      : fail(34435, `The argument to $reverseArray must be an array, but was of type: ${typeOf(array)}`);
  }),
  $in: positional(2, 2, ([value, array], _name, { order }) => {
    if (!Array.isArray(array)) return fail(40081, `$in requires an array as a second argument, found: ${typeOf(array)}`);
    return array.some((element) => equalBson(element, value, order));
  }),
  $indexOfArray: positional(2, 4, ([array, value, start, end], name, { order }) => {
    if (isNullish(array)) return null;
    if (!Array.isArray(array)) return fail(40090, `$indexOfArray requires an array as a first argument, found: ${typeOf(array)}`);
    const [from, to] = searchBounds(name, start, end);
    return int(array.findIndex((element, index) => index >= from && index < to && equalBson(element, value, order)));
  }),
  $arrayToObject: unary(arrayToObject),
  $objectToArray: unary(objectToArray),
};

import { compareBson } from '../../bson/compare.ts';
import { int, intOrLong, toInteger } from '../../bson/numbers.ts';
import { isNullish, typeOf } from '../../bson/types.ts';
import { fail, show } from '../failure.ts';
import { compileSort } from '../sort.ts';
import { type Expression, namedSpecs, type Operator, type OperatorTable } from './context.ts';
import { checkVariableName } from './control.ts';
import { bind, type Scope } from './scope.ts';
import { truthy } from './truth.ts';

const arrayOrNull = (value: unknown, code: number, message: (type: string) => string): readonly unknown[] | null => {
  if (isNullish(value)) return null;
  return Array.isArray(value) ? value : fail(code, message(typeOf(value)));
};

const variableNamed = (specs: Readonly<Record<string, unknown>>): string => checkVariableName(String(specs['as'] ?? 'this'));

const map: Operator = (argument, context, name) => {
  const specs = namedSpecs(argument, name, {
    names: ['input', 'as', 'in', 'arrayIndexAs'],
    required: ['input', 'in'],
    unknownCode: 16879,
    missingCode: { input: 16880, in: 16882 },
    shapeCode: 16878,
  });
  const as = variableNamed(specs);
  const input = context.compile(specs['input']);
  const body = context.compile(specs['in'], [as]);
  return (scope) => {
    const array = arrayOrNull(input(scope), 16883, (type) => `input to $map must be an array not ${type}`);
    return array?.map((element) => body(bind(scope, { [as]: element })) ?? null) ?? null;
  };
};

const limitOf = (evaluate: Expression | undefined, scope: Scope): number => {
  const limit = evaluate?.(scope);
  if (isNullish(limit)) return Number.POSITIVE_INFINITY;
  const count = toInteger(limit);
  if (count === undefined || count < 1n)
    return fail(327391, `$filter: limit must be represented as a 32-bit integral value greater than 0, found ${show(limit)}`);
  return Number(count);
};

const filter: Operator = (argument, context, name) => {
  const specs = namedSpecs(argument, name, {
    names: ['input', 'as', 'cond', 'limit', 'arrayIndexAs'],
    required: ['input', 'cond'],
    unknownCode: 28647,
    missingCode: { input: 28648, cond: 28650 },
    shapeCode: 28646,
  });
  const as = variableNamed(specs);
  const input = context.compile(specs['input']);
  const condition = context.compile(specs['cond'], [as]);
  const limit = Object.hasOwn(specs, 'limit') ? context.compile(specs['limit']) : undefined;
  return (scope) => {
    const array = arrayOrNull(input(scope), 28651, (type) => `input to $filter must be an array not ${type}`);
    if (array === null) return null;
    const most = limitOf(limit, scope);
    const kept: unknown[] = [];
    for (const element of array) {
      if (kept.length >= most) break;
      if (truthy(condition(bind(scope, { [as]: element })))) kept.push(element);
    }
    return kept;
  };
};

const reduce: Operator = (argument, context, name) => {
  const specs = namedSpecs(argument, name, {
    names: ['input', 'initialValue', 'in'],
    required: ['input', 'initialValue', 'in'],
    unknownCode: 40076,
    missingCode: { input: 40077, initialValue: 40078, in: 40079 },
    shapeCode: 40075,
  });
  const input = context.compile(specs['input']);
  const initial = context.compile(specs['initialValue']);
  const body = context.compile(specs['in'], ['this', 'value']);
  return (scope) => {
    const array = arrayOrNull(input(scope), 40080, (type) => `$reduce requires that 'input' be an array, found: ${type}`);
    return array === null ? null : array.reduce((value, element) => body(bind(scope, { this: element, value })), initial(scope));
  };
};

const sortArray: Operator = (argument, context, name) => {
  const specs = namedSpecs(argument, name, {
    names: ['input', 'sortBy'],
    required: ['input', 'sortBy'],
    unknownCode: 2942500,
    missingCode: { input: 2942502, sortBy: 2942503 },
  });
  const input = context.compile(specs['input']);
  const { sortBy } = specs;
  const direction = toInteger(sortBy);
  if (direction !== undefined && direction !== 1n && direction !== -1n) fail(2942507, 'The $sort element value must be either 1 or -1');
  const compare: (a: unknown, b: unknown) => number =
    direction === undefined
      ? elementOrder(compileSort(sortBy, context.order))
      : (a, b) => Number(direction) * compareBson(a, b, context.order);
  return (scope) => {
    const array = arrayOrNull(
      input(scope),
      2942504,
      (type) => `The input argument to $sortArray must be an array, but was of type: ${type}`,
    );
    return array === null ? null : [...array].sort(compare);
  };
};

const elementOrder = (compare: (a: Record<string, unknown>, b: Record<string, unknown>) => number) => (a: unknown, b: unknown) =>
  compare(a as Record<string, unknown>, b as Record<string, unknown>);

const zip: Operator = (argument, context, name) => {
  const specs = namedSpecs(argument, name, {
    names: ['inputs', 'useLongestLength', 'defaults'],
    required: ['inputs'],
    unknownCode: 34464,
    missingCode: 34465,
    shapeCode: 34460,
  });
  const useLongest = specs['useLongestLength'] ?? false;
  if (typeof useLongest !== 'boolean') fail(34463, 'useLongestLength must be a bool');
  if (specs['defaults'] !== undefined && useLongest !== true) fail(34466, 'cannot specify defaults unless useLongestLength is true');
  const inputs = context.compile(specs['inputs']);
  const defaults = specs['defaults'] === undefined ? undefined : context.compile(specs['defaults']);
  return (scope) => {
    const rows = inputs(scope);
    if (!Array.isArray(rows)) return fail(34461, 'inputs must be an array of expressions');
    if (rows.some(isNullish)) return null;
    if (!rows.every((row) => Array.isArray(row))) return fail(34468, '$zip found a non-array expression in input');
    const lengths = (rows as unknown[][]).map((row) => row.length);
    const length = lengths.length === 0 ? 0 : useLongest ? Math.max(...lengths) : Math.min(...lengths);
    const fill = (defaults?.(scope) ?? []) as readonly unknown[];
    return Array.from({ length }, (_, at) =>
      (rows as unknown[][]).map((row, column) => (at < row.length ? row[at] : (fill[column] ?? null))),
    );
  };
};

const range: Operator = (argument, context, name) => {
  const specs = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  if (specs.length < 2 || specs.length > 3)
    fail(28667, `Expression ${name} takes at least 2 arguments, and at most 3, but ${specs.length} were passed in.`);
  const bounds = specs.map((spec) => context.compile(spec));
  return (scope) => {
    const [start = 0, end = 0, step = 1] = bounds.map((bound, index) => wholeOrFail(bound(scope), index));
    if (step === 0) fail(34449, '$range requires a non-zero step value');
    const values: unknown[] = [];
    for (let value = start; step > 0 ? value < end : value > end; value += step) values.push(intOrLong(value));
    return values;
  };
};

const wholeOrFail = (value: unknown, index: number): number => {
  const whole = toInteger(value);
  const which = ['starting', 'ending', 'step'][index];
  if (whole === undefined)
    return fail(34443 + index * 2, `$range requires a numeric ${which} value, found value of type: ${typeOf(value)}`);
  if (whole > 2147483647n || whole < -2147483648n)
    fail(34444 + index * 2, `$range requires a ${which} value that can be represented as a 32-bit integer`);
  return Number(whole);
};

/** Operators that evaluate an expression once for each array element. */
export const iterationOperators: OperatorTable = {
  $map: map,
  $filter: filter,
  $reduce: reduce,
  $sortArray: sortArray,
  $zip: zip,
  $range: range,
  $size: (argument, context, name) => {
    const specs = Array.isArray(argument) ? (argument as unknown[]) : [argument];
    if (specs.length !== 1) fail(16020, `Expression ${name} takes exactly 1 arguments. ${specs.length} were passed in.`);
    const input = context.compile(specs[0]);
    return (scope) => {
      const value = input(scope);
      return Array.isArray(value)
        ? int(value.length)
        : fail(17124, `The argument to $size must be an array, but was of type: ${typeOf(value)}`);
    };
  },
};

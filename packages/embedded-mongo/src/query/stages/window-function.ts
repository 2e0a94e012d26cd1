import { type Document, getField, isDocument } from '../../bson/document.ts';
import { double, int, toDouble, toInteger } from '../../bson/numbers.ts';
import { isNumeric } from '../../bson/types.ts';
import { divideNumbers, subtractNumbers } from '../expression/arithmetic.ts';
import { namedSpecs } from '../expression/context.ts';
import { compileExpression, type Expression } from '../expression/expression.ts';
import { rootScope } from '../expression/scope.ts';
import { fail, show } from '../failure.ts';
import { compileSortKey } from '../sort.ts';
import { interpolate, lastObserved } from './gap.ts';
import { compileAccumulator, isAccumulator } from './group-accumulator.ts';
import { orderOf, type PipelineContext, scopeOf, variablesOf } from './stage.ts';
import { type Bounds, compileBounds } from './window-bounds.ts';

/** Computes one output column for the sorted rows of a partition. */
export type WindowFunction = (rows: readonly Document[]) => readonly unknown[];

interface Setup {
  readonly argument: unknown;
  readonly name: string;
  readonly sortBy: Document | undefined;
  readonly window: unknown;
  readonly context: PipelineContext;
}

const compileIn = (spec: unknown, context: PipelineContext): Expression =>
  compileExpression(spec, { order: orderOf(context), variables: variablesOf(context) });

const sortPath = ({ sortBy, name }: Setup): string => {
  const paths = Object.keys(sortBy ?? {});
  return paths.length === 1
    ? (paths[0] as string)
    : fail(5371602, `${name} must be specified with a top level sortBy expression with exactly one element`);
};

const valueAt = (row: Document, path: string): unknown =>
  path.split('.').reduce<unknown>((value, part) => (isDocument(value) ? getField(value, part) : undefined), row);

const ranked =
  (advance: (position: number, rank: number, isTie: boolean) => number) =>
  (setup: Setup): WindowFunction => {
    if (setup.sortBy === undefined)
      fail(5371602, `${setup.name} must be specified with a top level sortBy expression with exactly one element`);
    if (setup.window !== undefined) fail(5371601, `Rank style window functions take no other arguments`);
    const { keys, compare } = compileSortKey(setup.sortBy, orderOf(setup.context));
    return (rows) => {
      let rank = 0;
      return rows.map((row, index) => {
        const isTie = index > 0 && compare(keys(rows[index - 1] as Document), keys(row)) === 0;
        rank = advance(index + 1, rank, isTie);
        return int(rank);
      });
    };
  };

const shiftBy = ({ argument, name, sortBy, context }: Setup): WindowFunction => {
  if (sortBy === undefined) fail(6050100, `${name} requires a sortBy`);
  const specs = namedSpecs(argument, name, { names: ['output', 'by', 'default'], required: ['output', 'by'] });
  const by = isNumeric(specs['by']) ? toInteger(specs['by']) : undefined;
  if (by === undefined) return fail('FailedToParse', `'$shift:by' field must be an integer, but found by: ${show(specs['by'])}`);
  const output = compileIn(specs['output'], context);
  const fallback =
    specs['default'] === undefined ? null : compileIn(specs['default'], context)(rootScope({}, context.variables, context.now));
  return (rows) =>
    rows.map((_, index) =>
      rows[index + Number(by)] === undefined ? fallback : (output(scopeOf(rows[index + Number(by)] as Document, context)) ?? null),
    );
};

const unitMs: Readonly<Record<string, number>> = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

const overTime = (setup: Setup): { input: Expression; unit: number | undefined; path: string; bounds: Bounds } => {
  const specs = namedSpecs(setup.argument, setup.name, { names: ['input', 'unit'], required: ['input'] });
  const unit = specs['unit'] === undefined ? undefined : (unitMs[String(specs['unit'])] ?? fail(5490704, `unit must be 'week' or smaller`));
  const path = sortPath(setup);
  return { input: compileIn(specs['input'], setup.context), unit, path, bounds: compileBounds(setup.window, setup.sortBy) };
};

const axis = (value: unknown, unit: number | undefined, name: string): unknown => {
  if (value instanceof Date)
    return unit === undefined ? fail(5624901, `${name} where the sortBy is a Date requires an 'unit'`) : double(value.getTime() / unit);
  if (unit !== undefined) return fail(5624900, `${name} with 'unit' expects the sortBy field to be a Date`);
  return isNumeric(value) ? value : fail(5624902, `${name} expects the sortBy field to be numeric`);
};

const derivative = (setup: Setup): WindowFunction => {
  if (setup.window === undefined) fail(5490702, '$derivative requires explicit window bounds');
  const { input, unit, path, bounds } = overTime(setup);
  return (rows) =>
    rows.map((_, index) => {
      const [from, to] = bounds(rows, index);
      if (to - from < 2) return null;
      const [first, last] = [rows[from] as Document, rows[to - 1] as Document];
      const [a, b] = [input(scopeOf(first, setup.context)), input(scopeOf(last, setup.context))];
      if (!isNumeric(a) || !isNumeric(b)) return null;
      const span = subtractNumbers(axis(valueAt(last, path), unit, setup.name), axis(valueAt(first, path), unit, setup.name));
      return toDouble(span) === 0 ? null : divideNumbers(subtractNumbers(b, a), span);
    });
};

const integral = (setup: Setup): WindowFunction => {
  const { input, unit, path, bounds } = overTime(setup);
  return (rows) =>
    rows.map((_, index) => {
      const [from, to] = bounds(rows, index);
      let area = 0;
      for (let at = from + 1; at < to; at += 1) {
        const [before, after] = [rows[at - 1] as Document, rows[at] as Document];
        const height = toDouble(input(scopeOf(before, setup.context))) + toDouble(input(scopeOf(after, setup.context)));
        area +=
          (height / 2) * (toDouble(axis(valueAt(after, path), unit, setup.name)) - toDouble(axis(valueAt(before, path), unit, setup.name)));
      }
      return to === from ? null : double(area);
    });
};

const smoothed = ({ argument, name, sortBy, context }: Setup): WindowFunction => {
  if (sortBy === undefined) fail('FailedToParse', `${name} requires an explicit 'sortBy'`);
  const specs = namedSpecs(argument, name, { names: ['input', 'N', 'alpha'], required: ['input'] });
  if ((specs['N'] === undefined) === (specs['alpha'] === undefined))
    fail('FailedToParse', `${name} sub object must have exactly two fields: An 'input' field, and either an 'N' field or an 'alpha' field`);
  const alpha = specs['alpha'] === undefined ? 2 / (toDouble(specs['N']) + 1) : toDouble(specs['alpha']);
  if (!(alpha > 0 && alpha <= 1)) fail('FailedToParse', `'alpha' must be between 0 and 1 (exclusive), found alpha: ${alpha}`);
  const input = compileIn(specs['input'], context);
  return (rows) => {
    let average: number | undefined;
    return rows.map((row) => {
      const value = input(scopeOf(row, context));
      if (isNumeric(value)) average = average === undefined ? toDouble(value) : toDouble(value) * alpha + average * (1 - alpha);
      return average === undefined ? null : double(average);
    });
  };
};

const covariance =
  (isSample: boolean) =>
  ({ argument, name, sortBy, window, context }: Setup): WindowFunction => {
    if (!Array.isArray(argument) || argument.length !== 2) return fail('FailedToParse', `${name} takes an array of two expressions`);
    const [left, right] = argument.map((spec: unknown) => compileIn(spec, context)) as [Expression, Expression];
    const bounds = compileBounds(window, sortBy);
    return (rows) =>
      rows.map((_, index) => {
        const pairs = rows
          .slice(...bounds(rows, index))
          .map((row) => [left(scopeOf(row, context)), right(scopeOf(row, context))] as const)
          .filter(([a, b]) => isNumeric(a) && isNumeric(b))
          .map(([a, b]) => [toDouble(a), toDouble(b)] as const);
        const divisor = isSample ? pairs.length - 1 : pairs.length;
        if (divisor <= 0) return null;
        const mean = (side: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length;
        const [meanA, meanB] = [mean(0), mean(1)];
        return double(pairs.reduce((sum, [a, b]) => sum + (a - meanA) * (b - meanB), 0) / divisor);
      });
  };

const filled = (setup: Setup): WindowFunction => {
  const input = compileIn(setup.argument, setup.context);
  const read = (rows: readonly Document[]): readonly unknown[] => rows.map((row) => input(scopeOf(row, setup.context)));
  if (setup.name === '$locf') return (rows) => lastObserved(read(rows));
  const path = sortPath(setup);
  return (rows) =>
    interpolate(
      read(rows),
      rows.map((row) => valueAt(row, path)),
    );
};

const accumulated = ({ argument, name, sortBy, window, context }: Setup): WindowFunction => {
  const { evaluate, create } = compileAccumulator('output', { [name]: argument }, context);
  const bounds = compileBounds(window, sortBy);
  return (rows) => {
    const values = rows.map((row) => evaluate(scopeOf(row, context)));
    let shared: { readonly bounds: readonly [number, number]; readonly result: unknown } | undefined;
    return rows.map((row, index) => {
      const [from, to] = bounds(rows, index);
      // Rows with the same window share its result: the default window is the whole partition for all of them.
      if (shared !== undefined && shared.bounds[0] === from && shared.bounds[1] === to) return shared.result;
      const accumulator = create(scopeOf(row, context));
      for (let at = from; at < to; at += 1) accumulator.add(values[at]);
      shared = { bounds: [from, to], result: accumulator.result() };
      return shared.result;
    });
  };
};

const functions: Readonly<Record<string, (setup: Setup) => WindowFunction>> = {
  $rank: ranked((position, rank, isTie) => (isTie ? rank : position)),
  $denseRank: ranked((_, rank, isTie) => (isTie ? rank : rank + 1)),
  $documentNumber: ranked((position) => position),
  $shift: shiftBy,
  $derivative: derivative,
  $integral: integral,
  $expMovingAvg: smoothed,
  $covariancePop: covariance(false),
  $covarianceSamp: covariance(true),
  $locf: filled,
  $linearFill: filled,
};

/** Compiles one field of `$setWindowFields.output`. */
export const compileWindowFunction = (
  path: string,
  definition: unknown,
  sortBy: Document | undefined,
  context: PipelineContext,
): WindowFunction => {
  if (!isDocument(definition)) return fail('FailedToParse', `The field '${path}' must be an object`);
  const names = Object.keys(definition).filter((name) => name !== 'window');
  const [name = ''] = names;
  if (names.length !== 1) fail('FailedToParse', `Window function found an unknown argument: ${names[1] ?? path}`);
  const setup: Setup = { argument: definition[name], name, sortBy, window: definition['window'], context };
  if (Object.hasOwn(functions, name)) return (functions[name] as (setup: Setup) => WindowFunction)(setup);
  return isAccumulator(name) ? accumulated(setup) : fail('FailedToParse', `Unrecognized window function, ${name}`);
};

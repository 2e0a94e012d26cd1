import { compareBson } from '../../bson/compare.ts';
import { type Document, isDocument } from '../../bson/document.ts';
import { int, toInteger } from '../../bson/numbers.ts';
import { isNullish, isNumeric } from '../../bson/types.ts';
import {
  type Accumulator,
  averageAccumulator,
  bestAccumulator,
  deviationAccumulator,
  edgeAccumulator,
  extremeAccumulator,
  firstAccumulator,
  lastAccumulator,
  mergeAccumulator,
  percentileAccumulator,
  pushAccumulator,
  setAccumulator,
  sumAccumulator,
} from '../expression/accumulator.ts';
import { fractionsOf } from '../expression/accumulator-operators.ts';
import { namedSpecs } from '../expression/context.ts';
import { compileExpression, type Expression } from '../expression/expression.ts';
import { rootScope, type Scope } from '../expression/scope.ts';
import { fail, show } from '../failure.ts';
import { compileSortKey } from '../sort.ts';
import { orderOf, type PipelineContext, variablesOf } from './stage.ts';

/** An accumulator of `$group`, `$bucket` or a window, its argument compiled. */
export interface CompiledAccumulator {
  /** What one document contributes. */
  readonly evaluate: Expression;
  /** A fresh accumulator; `group` is the scope of the group key, which `n` may depend on. */
  readonly create: (group: Scope) => Accumulator;
}

const simple: Readonly<Record<string, (context: PipelineContext) => Accumulator>> = {
  $sum: sumAccumulator,
  $avg: averageAccumulator,
  $min: (context) => extremeAccumulator(-1, orderOf(context)),
  $max: (context) => extremeAccumulator(1, orderOf(context)),
  $first: firstAccumulator,
  $last: lastAccumulator,
  $push: pushAccumulator,
  $addToSet: (context) => setAccumulator(orderOf(context)),
  $stdDevPop: () => deviationAccumulator(false),
  $stdDevSamp: () => deviationAccumulator(true),
  $mergeObjects: mergeAccumulator,
};

const countFrom = (evaluate: Expression, name: string, group: Scope): number => {
  const value = evaluate(group);
  const count = isNumeric(value) ? toInteger(value) : undefined;
  if (count === undefined) return fail(5787902, `Value for 'n' must be of integral type, but found ${show(value)}`);
  return count > 0n ? Number(count) : fail(5787908, `'n' must be greater than 0, found ${count} for ${name}`);
};

const edgeN = (argument: unknown, name: string, context: PipelineContext): CompiledAccumulator => {
  const specs = namedSpecs(argument, name, {
    names: ['input', 'n'],
    required: ['n', 'input'],
    unknownCode: 5787901,
    missingCode: { n: 5787906, input: 5787907 },
  });
  const options = { order: orderOf(context), variables: variablesOf(context) };
  const n = compileExpression(specs['n'], options);
  const order = orderOf(context);
  const direction = name === '$maxN' ? -1 : 1;
  return {
    evaluate: compileExpression(specs['input'], options),
    create: (group) => {
      const count = countFrom(n, name, group);
      if (name === '$firstN' || name === '$lastN') return edgeAccumulator(count, name === '$firstN');
      return bestAccumulator<unknown>(
        count,
        (a, b) => compareBson(a, b, order) * direction,
        (value) => !isNullish(value),
        (value) => value,
      );
    },
  };
};

interface Ranked {
  readonly keys: readonly unknown[];
  readonly output: unknown;
}

const top = (argument: unknown, name: string, context: PipelineContext): CompiledAccumulator => {
  const isMany = name.endsWith('N');
  const names = isMany ? ['output', 'sortBy', 'n'] : ['output', 'sortBy'];
  const specs = namedSpecs(argument, name, {
    names,
    required: names,
    unknownCode: 5788002,
    missingCode: { n: 5788003, output: 5788004, sortBy: 5788005 },
  });
  if (!isDocument(specs['sortBy'])) fail(5788604, `expected 'sortBy' to already be an object in the arguments to ${name}`);
  const options = { order: orderOf(context), variables: variablesOf(context) };
  const output = compileExpression(specs['output'], options);
  const { keys, compare } = compileSortKey(specs['sortBy'], orderOf(context));
  const n = isMany ? compileExpression(specs['n'], options) : undefined;
  const isBottom = name.startsWith('$bottom');
  return {
    evaluate: (scope): Ranked => ({ keys: keys(scope.root), output: output(scope) ?? null }),
    create: (group) => {
      const count = n === undefined ? 1 : countFrom(n, name, group);
      const best = bestAccumulator<Ranked>(
        count,
        (a, b) => (isBottom ? -compare(a.keys, b.keys) || -1 : compare(a.keys, b.keys)),
        () => true,
        (ranked) => ranked.output,
      );
      const results = (): unknown[] => (isBottom ? (best.result() as unknown[]).toReversed() : (best.result() as unknown[]));
      return { add: best.add, result: () => (isMany ? results() : (results()[0] ?? null)) };
    },
  };
};

const percentile = (argument: unknown, name: string, context: PipelineContext): CompiledAccumulator => {
  const names = name === '$median' ? ['input', 'method'] : ['input', 'method', 'p'];
  const specs = namedSpecs(argument, name, { names, required: names });
  if (specs['method'] !== 'approximate') fail('BadValue', "Currently only 'approximate' can be used as percentile 'method'.");
  const options = { order: orderOf(context), variables: variablesOf(context) };
  const fractions =
    name === '$median' ? [0.5] : fractionsOf(compileExpression(specs['p'], options)(rootScope({}, context.variables, context.now)));
  return { evaluate: compileExpression(specs['input'], options), create: () => percentileAccumulator(fractions, name === '$median') };
};

const count = (argument: unknown): CompiledAccumulator => {
  if (!isDocument(argument) || Object.keys(argument).length > 0) fail('TypeMismatch', '$count takes no arguments, i.e. $count:{}');
  return { evaluate: () => int(1), create: sumAccumulator };
};

const special: Readonly<Record<string, (argument: unknown, name: string, context: PipelineContext) => CompiledAccumulator>> = {
  $firstN: edgeN,
  $lastN: edgeN,
  $minN: edgeN,
  $maxN: edgeN,
  $top: top,
  $topN: top,
  $bottom: top,
  $bottomN: top,
  $median: percentile,
  $percentile: percentile,
  $count: count,
};

export const isAccumulator = (name: string): boolean => Object.hasOwn(simple, name) || Object.hasOwn(special, name);

/** Compiles `{ $sum: '$x' }` of the field `field`. */
export const compileAccumulator = (field: string, spec: unknown, context: PipelineContext): CompiledAccumulator => {
  if (!isDocument(spec)) return fail(40234, `The field '${field}' must be an accumulator object`);
  const entries = Object.entries(spec as Document);
  const [name, argument] = entries[0] ?? ['', undefined];
  if (entries.length !== 1) fail(40238, `The field '${field}' must specify one accumulator`);
  if (!name.startsWith('$')) fail(40234, `The field '${field}' must be an accumulator object`);
  if (Object.hasOwn(special, name)) return (special[name] as (typeof special)[string])(argument, name, context);
  const create = Object.hasOwn(simple, name) ? simple[name] : undefined;
  if (name === '$accumulator') return fail('BadValue', '$accumulator is not supported by the embedded server: it runs no JavaScript');
  if (create === undefined) return fail(15952, `unknown group operator '${name}'`);
  if (Array.isArray(argument) && argument.length !== 1) fail(40237, `The ${name} accumulator is a unary operator`);
  const operand: unknown = Array.isArray(argument) ? argument[0] : argument;
  return {
    evaluate: compileExpression(operand, { order: orderOf(context), variables: variablesOf(context) }),
    create: () => create(context),
  };
};

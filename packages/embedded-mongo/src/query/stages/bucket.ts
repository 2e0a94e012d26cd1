import { compareBson, equalBson } from '../../bson/compare.ts';
import { type Document, isDocument, setField } from '../../bson/document.ts';
import { toInteger } from '../../bson/numbers.ts';
import { isNumeric, rankOf } from '../../bson/types.ts';
import { compileExpression, type Expression } from '../expression/expression.ts';
import { rootScope } from '../expression/scope.ts';
import { fail, show } from '../failure.ts';
import { type Granularity, isGranularity, preferredEdge } from './granularity.ts';
import { compileGroup, compileOutput, groupBy } from './group.ts';
import { compileSortStage } from './sort-stage.ts';
import { memoryBudget, orderOf, type PipelineContext, type Stage, type StageCompiler, scopeOf, stream, variablesOf } from './stage.ts';

const compileIn = (spec: unknown, context: PipelineContext): Expression =>
  compileExpression(spec, { order: orderOf(context), variables: variablesOf(context) });

const chain = (first: Stage, second: Stage): Stage => {
  if (first.kind !== 'stream' || second.kind !== 'stream') throw new Error('Only streaming stages are chained here.');
  const [inner, outer] = [first.run, second.run];
  return stream((input) => outer(inner(input)));
};

/** `$sortByCount: expression` groups, counts and sorts. */
export const compileSortByCount: StageCompiler = (spec, context) => {
  const isPath = typeof spec === 'string' && spec.startsWith('$');
  if (!isPath && !(isDocument(spec) && Object.keys(spec)[0]?.startsWith('$') === true))
    fail(typeof spec === 'string' ? 40148 : 40147, 'the sortByCount field must be defined as a $-prefixed path or an expression');
  return chain(compileGroup({ _id: spec, count: { $sum: 1 } }, context, '$group'), compileSortStage({ count: -1 }, context));
};

const boundariesOf = (spec: unknown, context: PipelineContext): readonly unknown[] => {
  if (!Array.isArray(spec)) return fail(40200, `The $bucket 'boundaries' field must be an array, but found: ${show(spec)}`);
  const boundaries = spec.map((bound: unknown) => compileIn(bound, context)(rootScope({}, context.variables, context.now)));
  if (boundaries.length < 2)
    fail(40192, `The $bucket 'boundaries' field must have at least 2 values, but found ${boundaries.length} value(s).`);
  for (let index = 1; index < boundaries.length; index += 1) {
    if (rankOf(boundaries[index]) !== rankOf(boundaries[index - 1]))
      fail(40193, "All values in the the 'boundaries' option to $bucket must have the same type.");
    if (compareBson(boundaries[index - 1], boundaries[index], orderOf(context)) >= 0)
      fail(40194, "The 'boundaries' option to $bucket must be sorted, but elements are not in ascending order");
  }
  return boundaries;
};

export const compileBucket: StageCompiler = (spec, context) => {
  if (!isDocument(spec)) return fail(40201, `Argument to $bucket stage must be an object, but found: ${show(spec)}`);
  for (const name of Object.keys(spec))
    if (!['groupBy', 'boundaries', 'default', 'output'].includes(name)) fail(40197, `Unrecognized option to $bucket: ${name}.`);
  if (spec['groupBy'] === undefined || spec['boundaries'] === undefined)
    fail(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  const value = compileIn(spec['groupBy'], context);
  const boundaries = boundariesOf(spec['boundaries'], context);
  const hasDefault = Object.hasOwn(spec, 'default');
  const order = orderOf(context);
  const fallback = hasDefault ? compileIn(spec['default'], context)(rootScope({}, context.variables, context.now)) : undefined;
  const [lowest, highest] = [boundaries[0], boundaries.at(-1)];
  if (hasDefault && compareBson(fallback, lowest, order) >= 0 && compareBson(fallback, highest, order) < 0)
    fail(40199, "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.");
  const id: Expression = (scope) => {
    const found = value(scope) ?? null;
    if (compareBson(found, lowest, order) >= 0 && compareBson(found, highest, order) < 0)
      return boundaries.findLast((bound) => compareBson(bound, found, order) <= 0);
    return hasDefault ? fallback : fail(40066, '$switch could not find a matching branch for an input, and no default was specified.');
  };
  return chain(groupBy({ id, fields: compileOutput(spec['output'], context) }, context, true), compileSortStage({ _id: 1 }, context));
};

interface AutoSpec {
  readonly value: Expression;
  readonly buckets: number;
  readonly granularity: Granularity | undefined;
  readonly fields: ReturnType<typeof compileOutput>;
}

const autoSpec = (spec: unknown, context: PipelineContext): AutoSpec => {
  if (!isDocument(spec)) return fail(40240, `The argument to $bucketAuto must be an object, but found: ${show(spec)}`);
  for (const name of Object.keys(spec))
    if (!['groupBy', 'buckets', 'output', 'granularity'].includes(name)) fail(40245, `Unrecognized option to $bucketAuto: ${name}.`);
  if (spec['groupBy'] === undefined || spec['buckets'] === undefined)
    fail(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified.");
  if (!isNumeric(spec['buckets']))
    fail(40241, `The $bucketAuto 'buckets' field must be a numeric value, but found type: ${show(spec['buckets'])}`);
  const buckets = toInteger(spec['buckets']);
  if (buckets === undefined) return fail(40242, "The $bucketAuto 'buckets' field must be representable as a 32-bit integer");
  if (buckets <= 0n) fail(40243, `The $bucketAuto 'buckets' field must be greater than 0, but found: ${buckets}`);
  const { granularity } = spec;
  if (granularity !== undefined && !isGranularity(granularity)) fail(40257, `Unknown granularity '${String(granularity)}'`);
  return {
    value: compileIn(spec['groupBy'], context),
    buckets: Number(buckets),
    granularity: granularity as Granularity | undefined,
    fields: compileOutput(spec['output'], context),
  };
};

interface Valued {
  readonly value: unknown;
  readonly document: Document;
}

/** Cuts sorted values into buckets of about equal size that never part equal values. */
const cut = (rows: readonly Valued[], buckets: number, order: (a: unknown, b: unknown) => boolean): Valued[][] => {
  const size = Math.max(1, Math.round(rows.length / buckets));
  const result: Valued[][] = [];
  for (let at = 0; at < rows.length; ) {
    let end = result.length === buckets - 1 ? rows.length : Math.min(rows.length, at + size);
    while (end < rows.length && order(rows[end - 1]?.value, rows[end]?.value)) end += 1;
    result.push(rows.slice(at, end));
    at = end;
  }
  return result;
};

const cutByGranularity = (
  rows: readonly Valued[],
  buckets: number,
  granularity: Granularity,
): { rows: Valued[]; min: unknown; max: unknown }[] => {
  for (const { value } of rows)
    if (!isNumeric(value))
      fail(40258, `$bucketAuto can specify a 'granularity' with numeric boundaries only, but found a value with type: ${show(value)}`);
  const result: { rows: Valued[]; min: unknown; max: unknown }[] = [];
  let min: unknown = rows.length === 0 ? undefined : preferredEdge(granularity, rows[0]?.value, 'down');
  const size = Math.max(1, Math.round(rows.length / buckets));
  for (let at = 0; at < rows.length; ) {
    let end = Math.min(rows.length, at + size);
    const max = preferredEdge(granularity, rows[end - 1]?.value, 'up');
    while (end < rows.length && (compareBson(rows[end]?.value, max) < 0 || result.length === buckets - 1)) end += 1;
    const edge = result.length === buckets - 1 ? preferredEdge(granularity, rows[end - 1]?.value, 'up') : max;
    result.push({ rows: rows.slice(at, end), min, max: edge });
    min = edge;
    at = end;
  }
  return result;
};

export const compileBucketAuto: StageCompiler = (spec, context) => {
  const { value, buckets, granularity, fields } = autoSpec(spec, context);
  const order = orderOf(context);
  const output = (rows: readonly Valued[], min: unknown, max: unknown): Document => {
    const result: Document = { _id: { min, max } };
    for (const [name, accumulator] of fields) {
      const collected = accumulator.create(rootScope({}, context.variables, context.now));
      for (const { document } of rows) collected.add(accumulator.evaluate(scopeOf(document, context)));
      setField(result, name, collected.result());
    }
    return result;
  };
  return stream(async function* (input) {
    const rows: Valued[] = [];
    const hold = memoryBudget(context, '$bucketAuto');
    for await (const document of input) {
      hold(document);
      rows.push({ value: value(scopeOf(document, context)) ?? null, document });
    }
    rows.sort((a, b) => compareBson(a.value, b.value, order));
    if (granularity !== undefined) {
      for (const bucket of cutByGranularity(rows, buckets, granularity)) yield output(bucket.rows, bucket.min, bucket.max);
      return;
    }
    const parts = cut(rows, buckets, (a, b) => equalBson(a, b, order));
    for (const [index, part] of parts.entries()) yield output(part, part[0]?.value, parts[index + 1]?.[0]?.value ?? part.at(-1)?.value);
  });
};

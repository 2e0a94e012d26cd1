import { type Document, getField, isDocument } from '../../bson/document.ts';
import { isNullish, typeOf } from '../../bson/types.ts';
import { compileExpression, type Expression } from '../expression/expression.ts';
import { fail, show } from '../failure.ts';
import { replaceAt } from './flow.ts';
import { interpolate, lastObserved } from './gap.ts';
import { partitions } from './partition.ts';
import { orderOf, type PipelineContext, type StageCompiler, scopeOf, stream, variablesOf } from './stage.ts';

type Filler = (rows: readonly Document[]) => readonly unknown[];

const read = (row: Document, parts: readonly string[]): unknown =>
  parts.reduce<unknown>((value, part) => (isDocument(value) ? getField(value, part) : undefined), row);

const fillerOf = (path: string, definition: unknown, sortBy: Document | undefined, context: PipelineContext): Filler => {
  if (!isDocument(definition)) return fail(6050200, `Each 'output' field of $fill must be an object`);
  const parts = path.split('.');
  const column = (rows: readonly Document[]): readonly unknown[] => rows.map((row) => read(row, parts));
  if (Object.hasOwn(definition, 'value')) {
    const evaluate = compileExpression(definition['value'], { order: orderOf(context), variables: variablesOf(context) });
    return (rows) => column(rows).map((value, index) => (isNullish(value) ? evaluate(scopeOf(rows[index] as Document, context)) : value));
  }
  const { method } = definition;
  if (method === 'locf') return (rows) => lastObserved(column(rows));
  if (method !== 'linear') return fail(6050202, `Method must be either locf or linear, found ${show(method)}`);
  const [sortPath, ...others] = Object.keys(sortBy ?? {});
  if (sortPath === undefined || others.length > 0)
    return fail(605001, '$linearFill must be specified with a top level sortBy expression with exactly one element');
  return (rows) =>
    interpolate(
      column(rows),
      rows.map((row) => read(row, sortPath.split('.'))),
    );
};

const partitionOf = (spec: Document, context: PipelineContext): Expression | undefined => {
  const { partitionBy, partitionByFields } = spec;
  if (partitionBy !== undefined && partitionByFields !== undefined)
    fail(6050204, "Maximum one of 'partitionBy' and 'partitionByFields can be specified in '$fill'");
  const options = { order: orderOf(context), variables: variablesOf(context) };
  if (partitionBy !== undefined) return compileExpression(partitionBy, options);
  if (!Array.isArray(partitionByFields)) return undefined;
  const fields = partitionByFields.map((field: unknown, index) => [`f${index}`, `$${String(field)}`]);
  return compileExpression(Object.fromEntries(fields), options);
};

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/fill/ */
export const compileFill: StageCompiler = (spec, context) => {
  if (!isDocument(spec)) return fail('FailedToParse', `the $fill stage specification must be an object, found ${typeOf(spec)}`);
  const { output, sortBy } = spec;
  if (!isDocument(output)) return fail(40414, "BSON field '$fill.output' is missing but a required field");
  const order = isDocument(sortBy) ? sortBy : undefined;
  const usesOrder = Object.values(output).some((definition) => isDocument(definition) && definition['method'] !== undefined);
  if (usesOrder && order === undefined) fail(6050207, "$fill with a 'method' requires a sortBy");
  const fillers = Object.entries(output).map(([path, definition]) => ({
    parts: path.split('.'),
    fill: fillerOf(path, definition, order, context),
  }));
  const by = partitionOf(spec, context);
  return stream(async function* (input) {
    for (const rows of await partitions(input, by, order, context)) {
      const columns = fillers.map(({ fill }) => fill(rows));
      for (const [index, row] of rows.entries())
        yield fillers.reduce((document, { parts }, column) => replaceAt(document, parts, columns[column]?.[index]), row);
    }
  });
};

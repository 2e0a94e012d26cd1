import { type Document, isDocument } from '../../bson/document.ts';
import { typeOf } from '../../bson/types.ts';
import { compileExpression } from '../expression/expression.ts';
import { fail } from '../failure.ts';
import { replaceAt } from './flow.ts';
import { partitions } from './partition.ts';
import { orderOf, type StageCompiler, stream, variablesOf } from './stage.ts';
import { compileWindowFunction } from './window-function.ts';

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/setWindowFields/ */
export const compileWindowFields: StageCompiler = (spec, context) => {
  if (!isDocument(spec)) return fail('FailedToParse', `the $setWindowFields stage specification must be an object, found ${typeOf(spec)}`);
  for (const name of Object.keys(spec))
    if (!['partitionBy', 'sortBy', 'output'].includes(name)) fail(40415, `BSON field '$setWindowFields.${name}' is an unknown field.`);
  const { partitionBy, sortBy, output } = spec;
  if (!isDocument(output)) return fail(40414, "BSON field '$setWindowFields.output' is missing but a required field");
  if (sortBy !== undefined && !isDocument(sortBy))
    fail('TypeMismatch', "BSON field '$setWindowFields.sortBy' is the wrong type, expected type 'object'");
  const by =
    partitionBy === undefined ? undefined : compileExpression(partitionBy, { order: orderOf(context), variables: variablesOf(context) });
  const functions = Object.entries(output).map(([path, definition]) => ({
    parts: path.split('.'),
    compute: compileWindowFunction(path, definition, sortBy as Document | undefined, context),
  }));
  return stream(async function* (input) {
    for (const rows of await partitions(input, by, sortedFirst(sortBy as Document | undefined), context))
      yield* withWindows(rows, functions);
  });
};

const sortedFirst = (sortBy: Document | undefined): Document | undefined =>
  sortBy === undefined || Object.keys(sortBy).length === 0 ? undefined : sortBy;

interface Output {
  readonly parts: readonly string[];
  readonly compute: ReturnType<typeof compileWindowFunction>;
}

function* withWindows(rows: readonly Document[], functions: readonly Output[]): Generator<Document> {
  const columns = functions.map(({ compute }) => compute(rows));
  for (const [index, row] of rows.entries()) {
    yield functions.reduce((document, { parts }, column) => replaceAt(document, parts, columns[column]?.[index]), row);
  }
}

import { ObjectId } from 'bson';
import { type Document, isDocument } from '../../bson/document.ts';
import { isNullish, typeOf } from '../../bson/types.ts';
import { CommandFailure } from '../../errors/command-failure.ts';
import { compileExpression } from '../expression/expression.ts';
import { fail, show } from '../failure.ts';
import { compileUpdatePipeline } from '../update/pipeline.ts';
import { pipelineOf } from './lookup.ts';
import { type Namespace, orderOf, type PipelineContext, type StageCompiler, scopeOf, stream, variablesOf } from './stage.ts';

const target = (spec: unknown, context: PipelineContext, stage: '$out' | '$merge'): Namespace => {
  if (typeof spec === 'string') return { database: context.namespace.database, collection: spec };
  if (!isDocument(spec))
    return fail(stage === '$out' ? 16990 : 51178, `${stage} only supports a string or object argument, but found ${typeOf(spec)}`);
  const { db = context.namespace.database, coll } = spec;
  if (typeof db !== 'string' || typeof coll !== 'string' || coll === '')
    return fail(stage === '$out' ? 16994 : 51178, `${stage} 'coll' must be a string, found ${show(coll)}`);
  return { database: db, collection: coll };
};

const checkName = ({ collection }: Namespace, stage: string): void => {
  if (collection.startsWith('system.')) fail(17385, `Can't ${stage} to special collection: ${collection}`);
  if (collection.includes('$') || collection === '') fail('InvalidNamespace', `Invalid collection name for ${stage}: ${collection}`);
};

export const compileOut: StageCompiler = (spec, context) => {
  if (isDocument(spec))
    for (const name of Object.keys(spec))
      if (!['db', 'coll', 'timeseries'].includes(name)) fail(40415, `BSON field '$out.${name}' is an unknown field.`);
  const into = target(spec, context, '$out');
  checkName(into, '$out');
  return stream(async function* (input) {
    await context.access.replaceCollection(into, input, isDocument(spec) ? (spec['timeseries'] as Document | undefined) : undefined);
    yield* [];
  });
};

type WhenMatched = 'replace' | 'keepExisting' | 'merge' | 'fail' | readonly Document[];
type WhenNotMatched = 'insert' | 'discard' | 'fail';

interface MergeSpec {
  readonly into: Namespace;
  readonly on: readonly string[];
  readonly whenMatched: WhenMatched;
  readonly whenNotMatched: WhenNotMatched;
  readonly variables: Document;
}

const onOf = (spec: unknown): readonly string[] => {
  const fields = spec === undefined ? ['_id'] : typeof spec === 'string' ? [spec] : spec;
  if (!Array.isArray(fields))
    return fail(51186, `$merge 'on' field  must be either a string or an array of strings, but found ${typeOf(spec)}`);
  if (fields.length === 0) fail(51187, "If explicitly specifying $merge 'on', must include at least one field");
  return fields.map((field: unknown) => (typeof field === 'string' ? field : fail(51134, "$merge 'on' array elements must be strings")));
};

const matchedOf = (value: unknown = 'merge'): WhenMatched => {
  if (Array.isArray(value)) return pipelineOf(value, '$merge');
  if (value === 'replace' || value === 'keepExisting' || value === 'merge' || value === 'fail') return value;
  return fail('BadValue', `Enumeration value '${String(value)}' for field '$merge.whenMatched' is not a valid value.`);
};

const notMatchedOf = (value: unknown = 'insert'): WhenNotMatched =>
  value === 'insert' || value === 'discard' || value === 'fail'
    ? value
    : fail('BadValue', `Enumeration value '${String(value)}' for field '$merge.whenNotMatched' is not a valid value.`);

const parse = (spec: unknown, context: PipelineContext): MergeSpec => {
  const options: Document =
    typeof spec === 'string'
      ? { into: spec }
      : isDocument(spec)
        ? spec
        : fail(51182, `$merge only supports a string or object argument, not ${typeOf(spec)}`);
  for (const name of Object.keys(options))
    if (!['into', 'on', 'let', 'whenMatched', 'whenNotMatched'].includes(name))
      fail(40415, `BSON field '$merge.${name}' is an unknown field.`);
  if (options['into'] === undefined) fail(40414, "BSON field '$merge.into' is missing but a required field");
  const variables = options['let'];
  const whenMatched = matchedOf(options['whenMatched']);
  if (variables !== undefined && !Array.isArray(whenMatched))
    fail(51199, `Cannot use 'let' variables with 'whenMatched: ${String(whenMatched)}' mode`);
  return {
    into: target(options['into'], context, '$merge'),
    on: onOf(options['on']),
    whenMatched,
    whenNotMatched: notMatchedOf(options['whenNotMatched']),
    variables: (variables as Document | undefined) ?? { new: '$$ROOT' },
  };
};

const keyFilter = (document: Document, on: readonly string[]): Document => {
  const filter: Document = {};
  for (const path of on) {
    const value = path.split('.').reduce<unknown>((inner, part) => (isDocument(inner) ? inner[part] : undefined), document);
    if (isNullish(value)) fail(51132, `$merge write error: 'on' field '${path}' cannot be missing, null, undefined or an array`);
    if (Array.isArray(value)) fail(51185, `$merge write error: 'on' field '${path}' cannot be an array`);
    filter[path] = { $eq: value };
  }
  return filter;
};

const updateFor = (whenMatched: WhenMatched): unknown => {
  if (typeof whenMatched !== 'string') return whenMatched;
  if (whenMatched === 'replace') return [{ $replaceWith: { $mergeObjects: [{ _id: '$_id' }, '$$new'] } }];
  return whenMatched === 'merge' ? [{ $replaceWith: { $mergeObjects: ['$$ROOT', '$$new'] } }] : [{ $replaceWith: '$$ROOT' }];
};

export const compileMerge: StageCompiler = (spec, context) => {
  const parsed = parse(spec, context);
  checkName(parsed.into, '$merge');
  const { access } = context;
  const options = { order: orderOf(context), variables: variablesOf(context) };
  const variables = Object.entries(parsed.variables).map(([name, value]) => [name, compileExpression(value, options)] as const);
  if (Array.isArray(parsed.whenMatched)) compileUpdatePipeline(parsed.whenMatched, orderOf(context), { ...parsed.variables, new: null });
  const update = updateFor(parsed.whenMatched);
  const write = async (document: Document): Promise<void> => {
    const filter = keyFilter(document, parsed.on);
    const scope = scopeOf(document, context);
    const bound: Document = { new: document, ...Object.fromEntries(variables.map(([name, evaluate]) => [name, evaluate(scope)])) };
    const matched = await access.updateOne(parsed.into, filter, update, bound);
    if (matched > 0) {
      if (parsed.whenMatched === 'fail')
        throw new CommandFailure('DuplicateKey', `$merge failed: a document with the same key exists`, { fields: { keyValue: filter } });
    } else if (parsed.whenNotMatched === 'fail')
      fail(13113, '$merge could not find a matching document in the target collection for at least one document in the source collection');
    else if (parsed.whenNotMatched === 'insert') await access.insertOne(parsed.into, document);
  };
  return stream(async function* (input) {
    if (!isId(parsed.on) && !access.hasUniqueIndex(parsed.into, parsed.on))
      fail(51183, 'Cannot find index to verify that join fields will be unique');
    for await (const document of input)
      await write(document['_id'] === undefined && isId(parsed.on) ? { _id: new ObjectId(), ...document } : document);
    yield* [];
  });
};

const isId = (on: readonly string[]): boolean => on.length === 1 && on[0] === '_id';

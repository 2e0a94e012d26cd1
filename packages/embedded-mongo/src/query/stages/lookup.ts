import { type Document, isDocument } from '../../bson/document.ts';
import { typeOf } from '../../bson/types.ts';
import { checkVariableName } from '../expression/control.ts';
import { compileExpression, type Expression } from '../expression/expression.ts';
import { ValueMap } from '../expression/value-set.ts';
import { fail, show } from '../failure.ts';
import { splitPath, visitPath } from '../match/path.ts';
import { isRegex } from '../regex.ts';
import { replaceAt } from './flow.ts';
import { collect, runPipeline } from './pipeline.ts';
import {
  MEMORY_LIMIT,
  memoryBudget,
  type Namespace,
  orderOf,
  type PipelineContext,
  roughSize,
  type Stage,
  type StageCompiler,
  scopeOf,
  stream,
  variablesOf,
} from './stage.ts';

interface LookupSpec {
  readonly from: Namespace;
  readonly as: readonly string[];
  readonly localField: string | undefined;
  readonly foreignField: string | undefined;
  readonly pipeline: readonly Document[] | undefined;
  readonly variables: readonly (readonly [string, Expression])[];
}

export const pipelineOf = (value: unknown, stage: string): readonly Document[] => {
  if (!Array.isArray(value)) return fail('TypeMismatch', `'pipeline' option must be specified as an array for ${stage}`);
  return value.map((entry: unknown) =>
    isDocument(entry) ? entry : fail('TypeMismatch', `Each element of the 'pipeline' array must be an object`),
  );
};

export const namespaceOf = (from: unknown, context: PipelineContext): Namespace => {
  if (typeof from === 'string') return { database: context.namespace.database, collection: from };
  if (isDocument(from) && typeof from['coll'] === 'string')
    return { database: String(from['db'] ?? context.namespace.database), collection: from['coll'] };
  return fail('FailedToParse', `$lookup argument 'from' must be a string, is type ${typeOf(from)}`);
};

const known = ['from', 'as', 'localField', 'foreignField', 'let', 'pipeline', '_internalCollation'];

const text = (spec: Document, name: string): string | undefined => {
  const value = spec[name];
  if (value === undefined) return undefined;
  return typeof value === 'string'
    ? value
    : fail('FailedToParse', `$lookup argument '${name}: ${show(value)}' must be a string, is type ${typeOf(value)}`);
};

const letOf = (spec: Document, context: PipelineContext): LookupSpec['variables'] => {
  const { let: variables } = spec;
  if (variables === undefined) return [];
  if (!isDocument(variables))
    return fail('FailedToParse', `$lookup argument 'let: ${show(variables)}' must be an object, is type ${typeOf(variables)}`);
  const options = { order: orderOf(context), variables: variablesOf(context) };
  return Object.entries(variables).map(([name, value]) => [checkVariableName(name), compileExpression(value, options)]);
};

const parse = (spec: unknown, context: PipelineContext): LookupSpec => {
  if (!isDocument(spec)) return fail('FailedToParse', `the $lookup stage specification must be an object, but found ${typeOf(spec)}`);
  for (const name of Object.keys(spec)) if (!known.includes(name)) fail('FailedToParse', `unknown argument to $lookup: ${name}`);
  const as = text(spec, 'as') ?? fail('FailedToParse', "must specify 'as' field for a $lookup");
  const localField = text(spec, 'localField');
  const foreignField = text(spec, 'foreignField');
  const hasPipeline = spec['pipeline'] !== undefined;
  if (spec['from'] === undefined && !hasPipeline) fail('FailedToParse', "must specify 'pipeline' when 'from' is empty");
  if ((localField === undefined) !== (foreignField === undefined))
    fail('FailedToParse', "$lookup requires both or neither of 'localField' and 'foreignField' to be specified");
  if (localField === undefined && !hasPipeline)
    fail('FailedToParse', "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
  return {
    from: namespaceOf(spec['from'] ?? '', context),
    as: as.split('.'),
    localField,
    foreignField,
    pipeline: hasPipeline ? pipelineOf(spec['pipeline'], '$lookup') : undefined,
    variables: letOf(spec, context),
  };
};

/** The values a document joins on: the elements of an array one by one, null where there is nothing. */
export const localValues = (document: Document, path: string): readonly unknown[] => {
  const values: unknown[] = [];
  visitPath(document, splitPath(path), true, (value) => {
    if (Array.isArray(value)) values.push(...(value as unknown[]));
    else values.push(value ?? null);
    return false;
  });
  return values;
};

/** Foreign documents whose field equals one of the values. A regex joins as a value, not as a pattern. */
export const joinFilter = (field: string, values: readonly unknown[]): Document => {
  const [first] = values;
  if (values.length === 1) return { [field]: { $eq: first } };
  if (values.some(isRegex))
    return values.length === 0 ? { [field]: { $in: [] } } : { $or: values.map((value) => ({ [field]: { $eq: value } })) };
  return { [field]: { $in: [...values] } };
};

const joined = (document: Document, spec: LookupSpec, context: PipelineContext): Promise<Document[]> => {
  const scope = scopeOf(document, context);
  const bound = Object.fromEntries(spec.variables.map(([name, evaluate]) => [name, evaluate(scope)]));
  const inner: PipelineContext = { ...context, namespace: spec.from, variables: { ...context.variables, ...bound }, isNested: true };
  const join: Document[] =
    spec.localField === undefined ? [] : [{ $match: joinFilter(spec.foreignField as string, localValues(document, spec.localField)) }];
  return collect(runPipeline([...join, ...(spec.pipeline ?? [])], inner));
};

/** So many documents are joined by one query: an unindexed join then reads the other collection far less often. */
const BATCH = 64;

async function* inBatches(input: AsyncIterable<Document>): AsyncGenerator<readonly Document[]> {
  let batch: Document[] = [];
  for await (const document of input) {
    batch.push(document);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * Joins a batch by equality of two fields: each foreign document goes to all that asked for one of its values.
 * Undefined when the batch finds more than should be held at once.
 */
const joinBatch = async (
  batch: readonly Document[],
  local: string,
  foreign: string,
  context: PipelineContext,
): Promise<readonly Document[][] | undefined> => {
  const results = batch.map((): Document[] => []);
  const wanted = new ValueMap<Set<Document[]>>(orderOf(context));
  for (const [index, document] of batch.entries()) {
    for (const value of localValues(document, local)) {
      const lists = wanted.get(value) ?? new Set();
      lists.add(results[index] as Document[]);
      wanted.set(value, lists);
    }
  }
  const values = wanted.entries().map(({ key }) => key);
  const parts = splitPath(foreign);
  let size = 0;
  for await (const found of runPipeline([{ $match: joinFilter(foreign, values) }], { ...context, isNested: true })) {
    const lists = new Set<Document[]>();
    visitPath(found, parts, false, (value) => {
      for (const list of wanted.get(value ?? null) ?? []) lists.add(list);
      return false;
    });
    for (const list of lists) list.push(found);
    size += roughSize(found);
    if (size > (context.memoryLimit ?? MEMORY_LIMIT) / 4) return undefined;
  }
  return results;
};

const joinByFields = (spec: LookupSpec, local: string, foreign: string, context: PipelineContext): Stage =>
  stream(async function* (input) {
    for await (const batch of inBatches(input)) {
      const results = await joinBatch(batch, local, foreign, { ...context, namespace: spec.from });
      for (const [index, document] of batch.entries())
        yield replaceAt(document, spec.as, results?.[index] ?? (await joined(document, spec, context)));
    }
  });

/** An uncorrelated pipeline gives the same for every document: it runs once. */
const isConstant = (spec: LookupSpec): boolean => spec.localField === undefined && spec.variables.length === 0;

export const compileLookup: StageCompiler = (spec, context): Stage => {
  const parsed = parse(spec, context);
  // Faults of the inner pipeline are the outer one's, also when there is no document.
  runPipeline(parsed.pipeline ?? [], {
    ...context,
    namespace: parsed.from,
    variables: { ...context.variables, ...Object.fromEntries(parsed.variables.map(([name]) => [name, null])) },
    isNested: true,
  });
  const { localField, foreignField, pipeline, variables } = parsed;
  if (localField !== undefined && foreignField !== undefined && pipeline === undefined && variables.length === 0) {
    return joinByFields(parsed, localField, foreignField, context);
  }
  return stream(async function* (input) {
    let constant: Document[] | undefined;
    for await (const document of input) {
      const found = constant ?? (await joined(document, parsed, context));
      if (isConstant(parsed)) constant = found;
      yield replaceAt(document, parsed.as, found);
    }
  });
};

export const compileUnionWith: StageCompiler = (spec, context) => {
  const options =
    typeof spec === 'string'
      ? { coll: spec }
      : isDocument(spec)
        ? spec
        : fail('FailedToParse', `the $unionWith stage specification must be an object or string, but found ${typeOf(spec)}`);
  for (const name of Object.keys(options))
    if (!['coll', 'pipeline', 'db'].includes(name)) fail(40415, `BSON field '$unionWith.${name}' is an unknown field.`);
  const { coll, pipeline = [] } = options as Document;
  const collection = typeof coll === 'string' ? coll : '';
  if (coll === undefined && pipelineOf(pipeline, '$unionWith')[0]?.['$documents'] === undefined)
    fail('FailedToParse', '$unionWith stage without explicit collection must have a pipeline with $documents as first stage');
  const inner: PipelineContext = { ...context, namespace: { database: context.namespace.database, collection }, isNested: true };
  const other = runPipeline(pipelineOf(pipeline, '$unionWith'), inner);
  return stream(async function* (input) {
    yield* input;
    yield* other;
  });
};

export const compileFacet: StageCompiler = (spec, context) => {
  if (!isDocument(spec) || Object.keys(spec).length === 0) return fail(40169, 'the $facet specification must be a non-empty object');
  const facets = Object.entries(spec).map(([name, stages]) => {
    if (name.includes('.')) fail(40175, `FieldPath field names may not contain '.' in $facet: ${name}`);
    if (!Array.isArray(stages)) return fail(40170, `arguments to $facet must be arrays, ${name} is type ${typeOf(stages)}`);
    const pipeline = pipelineOf(stages, '$facet');
    for (const stage of pipeline) {
      const [inner = ''] = Object.keys(stage);
      if (
        [
          '$out',
          '$merge',
          '$facet',
          '$collStats',
          '$indexStats',
          '$geoNear',
          '$documents',
          '$changeStream',
          '$planCacheStats',
          '$listSessions',
          '$search',
        ].includes(inner)
      )
        fail(40600, `${inner} is not allowed to be used within a $facet stage`);
    }
    return { name, pipeline };
  });
  for (const { pipeline } of facets) runPipeline(pipeline, { ...context, isNested: true }, nothing);
  return stream(async function* (input) {
    const documents: Document[] = [];
    const hold = memoryBudget(context, '$facet');
    for await (const document of input) {
      hold(document);
      documents.push(document);
    }
    const result: Document = {};
    for (const { name, pipeline } of facets) result[name] = await collect(runPipeline(pipeline, { ...context, isNested: true }, documents));
    yield result;
  });
};

const nothing: readonly Document[] = [];

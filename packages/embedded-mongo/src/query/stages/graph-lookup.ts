import { type Document, isDocument } from '../../bson/document.ts';
import { long, toDouble } from '../../bson/numbers.ts';
import { typeOf } from '../../bson/types.ts';
import { compileExpression, type Expression } from '../expression/expression.ts';
import { ValueMap } from '../expression/value-set.ts';
import { fail, show } from '../failure.ts';
import { replaceAt } from './flow.ts';
import { joinFilter, localValues, namespaceOf } from './lookup.ts';
import { collect, runPipeline } from './pipeline.ts';
import {
  MEMORY_LIMIT,
  type Namespace,
  orderOf,
  type PipelineContext,
  roughSize,
  type StageCompiler,
  scopeOf,
  stream,
  variablesOf,
} from './stage.ts';

interface GraphSpec {
  readonly from: Namespace;
  readonly startWith: Expression;
  readonly connectFromField: string;
  readonly connectToField: string;
  readonly as: readonly string[];
  readonly maxDepth: number;
  readonly depthField: readonly string[] | undefined;
  readonly restriction: Document | undefined;
}

const required = (spec: Document, name: string): unknown =>
  spec[name] ?? fail(40105, `$graphLookup requires 'from', 'as', 'startWith', 'connectFromField', and 'connectToField' to be specified.`);

const graphSpec = (spec: unknown, context: PipelineContext): GraphSpec => {
  if (!isDocument(spec)) return fail('FailedToParse', `the $graphLookup stage specification must be an object, but found ${typeOf(spec)}`);
  const names = ['from', 'startWith', 'connectFromField', 'connectToField', 'as', 'maxDepth', 'depthField', 'restrictSearchWithMatch'];
  for (const name of Object.keys(spec)) if (!names.includes(name)) fail(40104, `Unknown argument to $graphLookup: ${name}`);
  const { maxDepth, depthField, restrictSearchWithMatch } = spec;
  if (restrictSearchWithMatch !== undefined && !isDocument(restrictSearchWithMatch))
    fail(40185, "$graphLookup argument 'restrictSearchWithMatch' must be an object");
  const depth = maxDepth === undefined ? Number.POSITIVE_INFINITY : toDouble(maxDepth);
  if (!(depth >= 0)) fail(40101, `maxDepth requires a nonnegative argument, found: ${show(maxDepth)}`);
  return {
    from: namespaceOf(required(spec, 'from'), context),
    startWith: compileExpression(required(spec, 'startWith'), { order: orderOf(context), variables: variablesOf(context) }),
    connectFromField: String(required(spec, 'connectFromField')),
    connectToField: String(required(spec, 'connectToField')),
    as: String(required(spec, 'as')).split('.'),
    maxDepth: depth,
    depthField: depthField === undefined ? undefined : String(depthField).split('.'),
    restriction: restrictSearchWithMatch as Document | undefined,
  };
};

/** Breadth first, each foreign document once, at the depth it was first met. */
const walk = async (document: Document, spec: GraphSpec, context: PipelineContext): Promise<Document[]> => {
  const start = spec.startWith(scopeOf(document, context));
  let frontier: readonly unknown[] = Array.isArray(start) ? (start as unknown[]) : [start ?? null];
  const asked = new ValueMap<true>(orderOf(context));
  const met = new ValueMap<Document>();
  let size = 0;
  for (let depth = 0; depth <= spec.maxDepth && frontier.length > 0; depth += 1) {
    const wanted = frontier.filter((value) => {
      if (asked.has(value)) return false;
      asked.set(value, true);
      return true;
    });
    if (wanted.length === 0) break;
    const stages: Document[] = [
      { $match: joinFilter(spec.connectToField, wanted) },
      ...(spec.restriction === undefined ? [] : [{ $match: spec.restriction }]),
    ];
    const next: unknown[] = [];
    for (const found of await collect(runPipeline(stages, { ...context, namespace: spec.from, isNested: true }))) {
      if (met.has(found['_id'])) continue;
      met.set(found['_id'], spec.depthField === undefined ? found : replaceAt(found, spec.depthField, long(BigInt(depth))));
      size += roughSize(found);
      if (size > (context.memoryLimit ?? MEMORY_LIMIT)) fail(40099, '$graphLookup reached maximum memory consumption');
      next.push(...localValues(found, spec.connectFromField));
    }
    frontier = next;
  }
  return met.entries().map(({ value }) => value);
};

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/graphLookup/ */
export const compileGraphLookup: StageCompiler = (spec, context) => {
  const parsed = graphSpec(spec, context);
  return stream(async function* (input) {
    for await (const document of input) yield replaceAt(document, parsed.as, await walk(document, parsed, context));
  });
};

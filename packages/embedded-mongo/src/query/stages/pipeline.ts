import { type Document, isDocument } from '../../bson/document.ts';
import { typeOf } from '../../bson/types.ts';
import { fail } from '../failure.ts';
import { setMetadata } from '../metadata.ts';
import { stageCompilers } from './registry.ts';
import { countOf, isSource } from './rules.ts';
import { compileSortStage } from './sort-stage.ts';
import type { PipelineContext, Stage, Stream } from './stage.ts';

/** Reads a stream to its end. */
export const collect = async (documents: AsyncIterable<Document>): Promise<Document[]> => {
  const all: Document[] = [];
  for await (const document of documents) all.push(document);
  return all;
};

const nameOf = (stage: unknown): string => {
  if (!isDocument(stage)) return fail('TypeMismatch', "Each element of the 'pipeline' array must be an object");
  const names = Object.keys(stage);
  return names.length === 1 ? (names[0] as string) : fail(40323, 'A pipeline stage specification object must contain exactly one field.');
};

const checkPlace = (name: string, index: number, stages: readonly Document[], context: PipelineContext): void => {
  if (isSource(name) && index > 0) fail(40602, `${name} is only valid as the first stage in a pipeline`);
  const isLast = index === stages.length - 1;
  if ((name === '$out' || name === '$merge') && !isLast) fail(40601, `${name} can only be the final stage in the pipeline`);
  if ((name === '$out' || name === '$merge') && context.isNested === true)
    fail(51047, `${name} is not allowed within a $lookup's sub-pipeline`);
};

const compileStages = (stages: readonly Document[], context: PipelineContext): readonly Stage[] =>
  stages.map((stage, index) => {
    const name = nameOf(stage);
    const compile = Object.hasOwn(stageCompilers, name) ? stageCompilers[name] : undefined;
    if (compile === undefined) return fail(40324, `Unrecognized pipeline stage name: '${name}'`);
    checkPlace(name, index, stages, context);
    const following = stages[index + 1];
    // A sort that is cut right behind needs to hold no more than that.
    if (name === '$sort')
      return compileSortStage(stage['$sort'], context, following === undefined ? undefined : countOf(following, stages[index + 2]));
    return compile(stage[name], context, name);
  });

const eachOf = (applies: readonly Extract<Stage, { kind: 'each' }>['apply'][]): Stream =>
  async function* (input) {
    let ready: Document[] = [];
    const chain = applies.reduceRight<(document: Document) => void>(
      (next, apply) => (document) => apply(document, next),
      (document) => ready.push(document),
    );
    for await (const document of input) {
      chain(document);
      if (ready.length === 0) continue;
      const batch = ready;
      ready = [];
      yield* batch;
    }
  };

/** Neighbouring stages that see one document at a time run as one. */
const fuse = (stages: readonly Stage[]): Stream => {
  const streams: Stream[] = [];
  let pending: Extract<Stage, { kind: 'each' }>['apply'][] = [];
  for (const stage of stages) {
    if (stage.kind === 'each') pending.push(stage.apply);
    else {
      if (pending.length > 0) streams.push(eachOf(pending));
      pending = [];
      streams.push(stage.run);
    }
  }
  if (pending.length > 0) streams.push(eachOf(pending));
  return (input) => streams.reduce((current, run) => run(current), input);
};

/**
 * Compiles a pipeline to a function over a stream of documents. Everything wrong with its form is refused here.
 * @see https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/
 */
export const compilePipeline = (stages: readonly unknown[], context: PipelineContext): Stream => {
  if (!Array.isArray(stages)) fail('TypeMismatch', `'pipeline' option must be specified as an array, found ${typeOf(stages)}`);
  return fuse(compileStages(stages as readonly Document[], context));
};

async function* fromArray(documents: readonly Document[]): AsyncGenerator<Document> {
  yield* documents;
}

async function* openAndRun(stages: readonly Document[], context: PipelineContext): AsyncGenerator<Document> {
  const { variables = {}, collation, now } = context;
  const first = stages[0] === undefined ? '' : nameOf(stages[0]);
  if (isSource(first)) {
    yield* compilePipeline(stages, context)(fromArray([]));
    return;
  }
  const { documents, rest } = await context.access.open(context.namespace, stages, { variables, collation, now });
  yield* compilePipeline(rest, context)(documents);
}

/** Runs a pipeline over the context's collection, or over documents at hand. Its form is checked at once. */
export const runPipeline = (
  stages: readonly Document[],
  context: PipelineContext,
  documents?: readonly Document[],
): AsyncIterable<Document> => {
  const run = compilePipeline(stages, context);
  return documents === undefined ? openAndRun(stages, context) : run(fromArray(documents));
};

/** For a text search: the score a document was found with, which `$meta` shows. */
export const withTextScore = (document: Document, score: unknown): Document => {
  setMetadata(document, { textScore: score });
  return document;
};

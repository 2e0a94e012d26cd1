import type { GraphQLError } from 'graphql';
import type { ClientView } from './client-view.ts';
import type { CompileOptions, ExecuteOptions, OperationResult } from './compile-operation.ts';
import { compileParts } from './compile-plan.ts';
import { type DeferredFragment, findDeferred } from './deferred-fragments.ts';
import { type DeferredPart, fetchIds, splitPlan } from './deferred-parts.ts';
import { createErrorSink, type ErrorSink, isPrefix } from './error-sink.ts';
import { copyJson, isJsonObject, type JsonObject, readOwn } from './json.ts';
import { mergeInto } from './merge.ts';
import { compilePath, type PathWalker, type ResponsePath } from './path-walker.ts';
import { type Complete, compilePart } from './projection.ts';
import type { PlanNode } from './query-plan.ts';
import { createQueue } from './queue.ts';
import type { Run, Step } from './run.ts';
import type { TypeConditions } from './type-conditions.ts';
import {
  compileAnswer,
  complete,
  type Fragments,
  finish,
  keepVariants,
  planContext,
  rootTypeName,
  selectionContext,
  type Variant,
} from './variant.ts';

/** The first answer, and what follows where anything does. */
export interface IncrementalResult {
  readonly initial: OperationResult;
  /** Each part when it is there. Nobody has to read it to the end. */
  readonly subsequent?: AsyncGenerator<SubsequentResult, void, undefined>;
}

export interface SubsequentResult {
  /** Absent: the last part turned out to be nowhere. */
  readonly incremental?: readonly PartResult[];
  readonly hasNext: boolean;
}

/** A deferred fragment at one object. */
export interface PartResult {
  readonly path: ResponsePath;
  readonly label?: string;
  readonly data: JsonObject | null;
  readonly errors?: readonly GraphQLError[];
}

interface CompiledPart extends DeferredPart {
  readonly step: Step | undefined;
  readonly fetchIds: readonly string[];
  readonly walker: PathWalker;
  readonly project: Complete;
  readonly fragment: DeferredFragment;
}

interface IncrementalVariant {
  readonly first: Variant;
  readonly firstIds: readonly string[];
  readonly parts: readonly CompiledPart[];
}

export function compileIncremental(options: CompileOptions, fragments: Fragments, view: ClientView) {
  const variantFor = keepVariants(options, (conditions): IncrementalVariant => {
    const plan = options.plan.node as PlanNode | undefined;
    const split = splitPlan(plan, conditions);
    const deferred = new Set(split.parts.map(({ label }) => label));
    const context = { ...selectionContext(options, fragments, conditions), deferred };
    const root = rootTypeName(options);
    const fragmentOf = new Map(findDeferred(options.schema, options.operation, root).map((fragment) => [fragment.label, fragment]));
    const nodes = [split.first, ...split.parts.map(({ node }) => node)];
    const [step, ...steps] = plan === undefined ? [] : compileParts(plan, nodes, planContext(options, conditions));
    const parts = split.parts.map((part, index): CompiledPart => {
      const fragment = fragmentOf.get(part.label);
      if (fragment === undefined) throw new Error('The plan defers what the operation does not.');
      const project = compilePart(context, fragment.typeName, fragment.selectionSet);
      return { ...part, fragment, step: steps[index], fetchIds: fetchIds(part.node), walker: compilePath(fragment.path), project };
    });
    return { first: { step, ...compileAnswer(options, context) }, firstIds: fetchIds(split.first), parts };
  });
  return async (variables: ExecuteOptions['variables'], begun: Run): Promise<IncrementalResult> => {
    const { first, firstIds, parts } = variantFor(variables);
    const { run, fetched } = waitForFetches(begun, parts);
    const following = parts.length === 0 ? undefined : startParts(run, parts, fetched, view);
    await first.step?.(run);
    settleAll(run, firstIds);
    const initial = finish(first, run, run.sink);
    if (following === undefined) return { initial };
    return { initial, subsequent: deliver(following, isJsonObject(initial.data) ? copyJson(initial.data) : {}, options.types) };
  };
}

/** A fetch that `@skip` took away is not waited for. */
function settleAll({ settled }: Run, ids: readonly string[]): void {
  for (const id of ids) settled?.(id);
}

/** A run that tells when the fetches are there that parts depend on. */
function waitForFetches(begun: Run, parts: readonly CompiledPart[]) {
  const waiting = new Map(parts.flatMap(({ depends }) => depends.map((id) => [id, Promise.withResolvers<void>()] as const)));
  const run: Run = { ...begun, settled: (id) => waiting.get(id)?.resolve() };
  return { run, fetched: (id: string): Promise<void> | undefined => waiting.get(id)?.promise };
}

interface FinishedPart {
  readonly part: CompiledPart;
  readonly run: Run;
}

/** Every part begins as soon as what it depends on is there, and is told of behind the part that it stands in. */
function startParts(run: Run, parts: readonly CompiledPart[], fetched: (id: string) => Promise<void> | undefined, view: ClientView) {
  const finished = createQueue<FinishedPart>(parts.length);
  const told = new Map<string, Promise<void>>();
  for (const part of parts) {
    const own = partRun(run, createErrorSink(view));
    const outer = part.within === undefined ? undefined : told.get(part.within);
    const done = (async () => {
      await Promise.all(part.depends.map(fetched));
      await part.step?.(own);
      settleAll(run, part.fetchIds);
      await outer;
      finished.push({ part, run: own });
    })();
    done.catch(finished.fail);
    told.set(part.label, done);
  }
  return finished;
}

/** The same tree, and errors of its own. What is known of the tree's structure counts for all parts. */
function partRun(run: Run, sink: ErrorSink): Run {
  const explains: ErrorSink['explains'] = (path) => sink.explains(path) || run.sink.explains(path);
  return {
    ...run,
    sink: { ...sink, explains },
    get structure() {
      return run.structure;
    },
    set structure(value) {
      run.structure = value;
    },
  };
}

/** @param delivered what the client has; a part is told only where its object arrived */
async function* deliver(
  finished: ReturnType<typeof createQueue<FinishedPart>>,
  delivered: JsonObject,
  types: TypeConditions,
): AsyncGenerator<SubsequentResult, void, undefined> {
  for await (const { value, isLast } of finished) {
    const incremental = resultsOf(value, delivered, types);
    if (incremental.length > 0) yield { incremental, hasNext: !isLast };
    else if (isLast) yield { hasNext: false };
  }
}

function resultsOf({ part, run }: FinishedPart, delivered: JsonObject, types: TypeConditions): readonly PartResult[] {
  const { walker, project, fragment } = part;
  const label = fragment.clientLabel === undefined ? {} : { label: fragment.clientLabel };
  const results = walker.places(run.data).flatMap(({ path, object }) => {
    const target = at(delivered, path);
    if (target === undefined) return [];
    const data = (complete(project, object, path, run.sink) ?? null) as JsonObject | null;
    if (data !== null) mergeInto(target, copyJson(data), types);
    return [{ path, data, ...label }];
  });
  const errorsOf = assign(run.sink.errors, results);
  return results.flatMap((result, index) => {
    const errors = errorsOf(index);
    if (errors.length > 0) return [{ ...result, errors }];
    return result.data === null || Object.keys(result.data).length > 0 ? [result] : [];
  });
}

/** Each error goes with the object that it is about, or with the first. */
function assign(errors: readonly GraphQLError[], results: readonly { readonly path: ResponsePath }[]) {
  const indexes = errors.map(({ path = [] }) =>
    Math.max(
      0,
      results.findIndex((result) => isPrefix(result.path, path)),
    ),
  );
  return (index: number): readonly GraphQLError[] => errors.filter((_, position) => indexes[position] === index);
}

function at(root: JsonObject, path: ResponsePath): JsonObject | undefined {
  let value: unknown = root;
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isJsonObject(value) ? readOwn(value, step) : undefined;
  }
  return isJsonObject(value) ? value : undefined;
}

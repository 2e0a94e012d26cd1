import type { DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { type ClientView, createClientView } from './client-view.ts';
import { createErrorSink, type ErrorSink } from './error-sink.ts';
import { compileIncremental, type IncrementalResult } from './incremental.ts';
import type { JsonObject } from './json.ts';
import type { QueryPlan } from './query-plan.ts';
import type { Refusals } from './refusals.ts';
import type { Run, SubgraphFetch } from './run.ts';
import type { TypeConditions } from './type-conditions.ts';
import { checkVariables } from './variables.ts';
import { compileVariant, finish, fragmentsOf, keepVariants } from './variant.ts';

export interface CompileOptions {
  readonly plan: QueryPlan;
  /** The client's operation, validated against `schema`. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** What clients see. */
  readonly schema: GraphQLSchema;
  /** Of the whole supergraph; make it once per supergraph. */
  readonly types: TypeConditions;
  /** Names of the supergraph that no client may learn; make it once per supergraph. */
  readonly hiddenNames: ReadonlySet<string>;
  /** What of `operation` the plan leaves out because the caller may not ask for it. Default: nothing. */
  readonly refusals?: Refusals;
}

export interface ExecuteOptions {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly fetch: SubgraphFetch;
  /** Cancels the fetches that are on their way; its reason is reported for each part that stays empty. */
  readonly signal?: AbortSignal;
}

/** `data` is absent only when nothing was executed. */
export interface OperationResult {
  readonly data?: JsonObject | null;
  readonly errors?: readonly GraphQLError[];
}

/** A plan as closures, made once per operation and supergraph, run once per request. */
export interface CompiledOperation {
  /** One answer; what could come later comes with it. @throws BadUserInput when a variable is not what the operation declares */
  execute(options: ExecuteOptions): Promise<OperationResult>;
  /**
   * The answer without what the plan defers, which follows. Only operations of `labelDefers` have anything that follows.
   * @throws BadUserInput when a variable is not what the operation declares
   */
  executeIncrementally(options: ExecuteOptions): Promise<IncrementalResult>;
}

export function compileOperation(options: CompileOptions): CompiledOperation {
  const { plan, document, operation, schema } = options;
  const fragments = fragmentsOf(document);
  const view = createClientView(operation.selectionSet, fragments, options.hiddenNames);
  const variantFor = keepVariants(options, (conditions) => compileVariant(options, fragments, conditions));
  if (plan.node?.kind === 'Subscription') throw new Error('A subscription has a source stream; it cannot be executed as one request.');
  let incremental: ReturnType<typeof compileIncremental> | undefined;
  return {
    execute: async (asked) => {
      checkVariables(schema, operation, asked.variables);
      const variant = variantFor(asked.variables);
      const run = beginRun(asked, firstSink(options, view));
      await variant.step?.(run);
      return finish(variant, run, run.sink);
    },
    executeIncrementally: async (asked) => {
      checkVariables(schema, operation, asked.variables);
      incremental ??= compileIncremental(options, fragments, view);
      return incremental(asked.variables, beginRun(asked, firstSink(options, view)));
    },
  };
}

/** The sink of an answer that tells what was refused. */
function firstSink({ refusals }: CompileOptions, view: ClientView): ErrorSink {
  const sink = createErrorSink(view);
  for (const path of refusals?.paths ?? []) sink.addRefusal(path);
  return sink;
}

function beginRun({ variables, fetch, signal }: ExecuteOptions, sink: ErrorSink): Run {
  return { data: {}, variables, fetch, signal, sink, answers: new Map(), structure: 0, found: new Map(), questions: new Map() };
}

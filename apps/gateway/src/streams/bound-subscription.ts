import type { CompiledSubscription, SubgraphRequest } from '@health-graph/plan-executor';
import type { FormattedExecutionResult, GraphQLError } from 'graphql';
import { formatted } from '../answers.ts';
import type { PermittedOperation } from '../graph.ts';
import type { GraphVersions, Lease } from '../hot-swap/graph-versions.ts';
import type { RequestContext } from '../request-context.ts';
import type { CallerSession } from './caller-session.ts';
import { type PreparedOperation, prepareAgain } from './prepare-operation.ts';
import { written } from './written-result.ts';

/** A subscription as one version of the graph understands it and lets its caller have it. */
export interface BoundSubscription {
  readonly lease: Lease;
  readonly asked: PreparedOperation;
  readonly compiled: CompiledSubscription;
  readonly source: SubgraphRequest;
  /** Of the source; the same for the same question at the same address. */
  readonly sourceKey: string;
  readonly fingerprintKey: string | undefined;
}

/** What comes of it: events, or nothing that could be streamed. Whoever gets a lease lets it go. */
export type Binding =
  | { readonly bound: BoundSubscription; readonly context: RequestContext }
  | { readonly unbound: Unbound }
  | { readonly errors: readonly GraphQLError[] };

export interface Unbound {
  readonly lease: Lease;
  readonly asked: PreparedOperation;
  readonly context: RequestContext;
  readonly known: PermittedOperation;
}

/** By the newest version, as a request of its own. */
export async function bindSubscription(
  given: PreparedOperation,
  session: CallerSession,
  signal: AbortSignal,
  versions: GraphVersions,
): Promise<Binding> {
  const lease = versions.lease();
  try {
    const { documents, graph, sources } = lease.graph;
    const asked = prepareAgain(given, documents);
    if ('errors' in asked) {
      lease.release();
      return asked;
    }
    const context = await session.newContext(lease.graph, signal);
    const known = graph.permit(asked, context);
    const compiled = known.refused === undefined ? known.operation.subscription() : undefined;
    if (compiled === undefined) return { unbound: { lease, asked, context, known } };
    const source = compiled.source(asked.variables);
    const sourceKey = `${source.subgraph} ${sources.urlOf(source)} ${source.body}`;
    return { bound: { lease, asked, compiled, source, sourceKey, fingerprintKey: context.fingerprint?.key }, context };
  } catch (failure) {
    lease.release();
    throw failure;
  }
}

/** Nothing is streamed where nothing may be asked for: then there is one result, which says so. */
export async function onlyResult({ lease, asked, context, known }: Unbound): Promise<FormattedExecutionResult> {
  try {
    if (known.refused !== undefined) return await written({ errors: known.refused }, asked, context);
    const { variables } = asked;
    const { signal } = context;
    const result = await known.operation.compiled().execute({ variables, fetch: lease.graph.graph.fetchFor(context), signal });
    return await written(result, asked, context);
  } finally {
    lease.release();
  }
}

export const wrongOperation = (errors: readonly GraphQLError[]): FormattedExecutionResult =>
  formatted({ errors }) as FormattedExecutionResult;

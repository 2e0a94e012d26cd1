import { interruptible } from '@health-graph/subgraph-kit';
import type { FormattedExecutionResult, GraphQLError } from 'graphql';
import type { ReadNamed } from '../allow-list/named-operations.ts';
import type { GraphVersions } from '../hot-swap/graph-versions.ts';
import type { CallerSession } from './caller-session.ts';
import { createDeadline } from './deadline.ts';
import type { Gates } from './gates.ts';
import { type OperationRequest, type PreparedOperation, prepareOperation, requestOf } from './prepare-operation.ts';
import { subscriptionResults } from './subscription-results.ts';

export type Results = AsyncGenerator<FormattedExecutionResult, void, undefined>;

/** Operations of connections that last, each as a stream of results: one of a query or mutation, one for each event of a subscription. */
export interface OperationStreams {
  /** Reads and checks the document; its errors are for the client. */
  prepare(request: OperationRequest): PreparedOperation | { readonly errors: readonly GraphQLError[] };
  /** `return` ends it also while it waits. It throws what ends a stream: `Unauthenticated`, `SubgraphUnavailable`, `AuditUnavailable`. */
  run(asked: PreparedOperation, session: CallerSession): Results;
}

export interface OperationStreamsOptions {
  readonly versions: GraphVersions;
  readonly named: ReadNamed;
  readonly gates: Gates;
  /** For a query, and for filling one event. */
  readonly timeoutMs: number;
}

export function createOperationStreams(options: OperationStreamsOptions): OperationStreams {
  return {
    prepare: (request) => prepareOperation(request, options.versions.newest.documents, options.named),
    run: (asked, session) =>
      interruptible((signal) =>
        asked.operation.operation === 'subscription'
          ? subscriptionResults(asked, session, signal, options)
          : answer(asked, session, signal, options),
      ),
  };
}

/** The same way as over HTTP, once past the door. */
async function* answer(
  asked: PreparedOperation,
  session: CallerSession,
  signal: AbortSignal,
  { versions, timeoutMs }: OperationStreamsOptions,
): Results {
  const { graph, release } = versions.lease();
  const deadline = createDeadline(signal, timeoutMs);
  try {
    const contextValue = await session.newContext(graph, deadline.signal);
    const { body } = await graph.apollo.executeOperation(requestOf(asked), { contextValue });
    if (body.kind === 'single' && !signal.aborted) yield body.singleResult as FormattedExecutionResult;
  } finally {
    deadline.clear();
    release();
  }
}

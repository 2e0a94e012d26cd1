import { hash } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { interruptible } from '@health-graph/subgraph-kit';
import { type FormattedExecutionResult, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import type { ReadNamed } from '../allow-list/named-operations.ts';
import type { Documents } from '../documents.ts';
import type { AskedOperation, Graph } from '../graph.ts';
import type { RequestContext } from '../request-context.ts';
import type { CallerSession } from './caller-session.ts';
import { createDeadline } from './deadline.ts';
import type { Gates } from './gates.ts';
import type { SourceStreams } from './source-streams.ts';
import { subscriptionResults } from './subscription-results.ts';

/** An operation as a client sends it. */
export interface OperationRequest {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
}

export interface PreparedOperation extends AskedOperation {
  readonly query: string;
}

export type Results = AsyncGenerator<FormattedExecutionResult, void, undefined>;

/** Operations of connections that last, each as a stream of results: one of a query or mutation, one for each event of a subscription. */
export interface OperationStreams {
  /** Reads and checks the document; its errors are for the client. */
  prepare(request: OperationRequest): PreparedOperation | { readonly errors: readonly GraphQLError[] };
  /** `return` ends it also while it waits. It throws what ends a stream: `Unauthenticated`, `SubgraphUnavailable`, `AuditUnavailable`. */
  run(asked: PreparedOperation, session: CallerSession): Results;
}

export interface OperationStreamsOptions {
  readonly apollo: ApolloServer<RequestContext>;
  readonly graph: Pick<Graph, 'permit' | 'fetchFor'>;
  readonly documents: Documents;
  readonly named: ReadNamed;
  readonly schema: GraphQLSchema;
  readonly sources: SourceStreams;
  readonly gates: Gates;
  /** For a query, and for filling one event. */
  readonly timeoutMs: number;
}

export function createOperationStreams(options: OperationStreamsOptions): OperationStreams {
  return {
    prepare: (request) => prepare(request, options),
    run: (asked, session) =>
      interruptible((signal) =>
        asked.operation.operation === 'subscription'
          ? subscriptionResults(asked, session, signal, options)
          : answer(asked, session, signal, options),
      ),
  };
}

function prepare(request: OperationRequest, { documents, named, schema }: OperationStreamsOptions) {
  const { operationName, variables } = request;
  const document = named(request);
  if (document !== undefined && 'errors' in document) return document;
  const query = document?.text ?? request.query;
  if (typeof query !== 'string') return { errors: [coded('The operation must be a text.', 'BAD_REQUEST')] };
  const digest = hash('sha256', query, 'hex');
  const checked = documents.check(query, digest, schema);
  if ('errors' in checked) return checked;
  const operation = getOperationAST(checked.document, typeof operationName === 'string' ? operationName : undefined);
  if (!operation) return { errors: [coded('The document has no such operation, or several.', 'OPERATION_RESOLUTION_FAILURE')] };
  const given = typeof variables === 'object' && variables !== null && !Array.isArray(variables) ? variables : {};
  return { query, hash: digest, document: checked.document, operation, variables: given as AskedOperation['variables'] };
}

const coded = (message: string, code: string): GraphQLError => new GraphQLError(message, { extensions: { code } });

/** The same way as over HTTP, once past the door. */
async function* answer(
  { query, operation, variables }: PreparedOperation,
  session: CallerSession,
  signal: AbortSignal,
  { apollo, timeoutMs }: OperationStreamsOptions,
): Results {
  const deadline = createDeadline(signal, timeoutMs);
  try {
    const contextValue = await session.newContext(deadline.signal);
    const request = {
      query,
      variables: { ...variables },
      ...(operation.name === undefined ? {} : { operationName: operation.name.value }),
    };
    const { body } = await apollo.executeOperation(request, { contextValue });
    if (body.kind === 'single' && !signal.aborted) yield body.singleResult as FormattedExecutionResult;
  } finally {
    deadline.clear();
  }
}

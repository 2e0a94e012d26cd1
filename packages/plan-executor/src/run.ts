import type { ErrorSink } from './error-sink.ts';
import type { JsonObject } from './json.ts';

/** One question to one subgraph, ready to be sent. */
export interface SubgraphRequest {
  readonly subgraph: string;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  /** The whole JSON text of the request. */
  readonly body: string;
}

/**
 * Sends a request and gives back the parsed JSON of the answer, which the executor then owns and changes. A rejection with a `HealthGraphError` is reported with
 * that error's code, any other as `SUBGRAPH_UNAVAILABLE`.
 */
export type SubgraphFetch = (request: SubgraphRequest, signal: AbortSignal | undefined) => Promise<unknown>;

/** The state of one request while its plan runs. */
export interface Run {
  readonly data: JsonObject;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly fetch: SubgraphFetch;
  readonly signal: AbortSignal | undefined;
  readonly sink: ErrorSink;
  /** Answers to questions that this plan may ask twice, by subgraph and body. */
  readonly answers: Map<string, Promise<unknown>>;
}

/** One node of a compiled plan. Nothing to do is `undefined`, so that no promise is made for it. */
export type Step = (run: Run) => Promise<void> | undefined;

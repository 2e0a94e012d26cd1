import type { EntityQuestion, FoundObjects } from './entity-question.ts';
import type { ErrorSink } from './error-sink.ts';
import type { ExpectedAnswer } from './expected-answer.ts';
import type { JsonObject } from './json.ts';

/** One question to one subgraph, ready to be sent. */
export interface SubgraphRequest {
  readonly subgraph: string;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  /** The whole JSON text of the request. */
  readonly body: string;
  /** What is asked, whatever the variables: the subgraph, a line's end, the GraphQL text; the same text for all requests of a fetch. */
  readonly question?: string;
  /** For whoever sends it, to judge the answer by: the executor itself asks only for what it takes to read one. */
  readonly expects?: ExpectedAnswer;
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
  /** Rises when an answer brings new objects, after which what was found under a path may be incomplete. */
  structure: number;
  /** What was found under a path, for the other fetches of that path. */
  readonly found: Map<string, FoundObjects>;
  /** Representations of a path, for the other fetches that need the same. */
  readonly questions: Map<string, EntityQuestion>;
  /** Told of each fetch that deferred parts may depend on, once it is there or failed. */
  readonly settled?: (fetchId: string) => void;
}

/** One node of a compiled plan. Nothing to do is `undefined`, so that no promise is made for it. */
export type Step = (run: Run) => Promise<void> | undefined;

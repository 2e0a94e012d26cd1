/** One case: an operation, and what is special about it. Its whole expected answer stands in `expected.json`, by name. */
export interface Case {
  /** A sentence about behaviour. */
  readonly name: string;
  readonly operation: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** How subgraphs misbehave during this case, by name. */
  readonly faults?: Readonly<Record<string, Fault>>;
  /** What the caller's token says other than that of a doctor at work; or nobody signs in. Only where authorization is enforced. */
  readonly as?: Readonly<Record<string, unknown>> | 'nobody';
  /** Why one server over the same data would answer otherwise; without it the answers must be equal. */
  readonly differs?: string;
}

/** What a subgraph does instead of answering. */
export type Fault =
  | 'cuts-the-connection'
  | 'answers-html'
  | 'answers-500'
  | 'answers-invalid-json'
  | 'forgets-an-entity'
  | 'answers-a-list'
  | 'is-silent';

/**
 * The truth that all subgraphs of a scenario serve, each only through its own SDL. A member may be a value, an `Error` to
 * throw, or a function of the arguments; `this` is then the object as the subgraph knows it.
 */
export interface Data {
  readonly Query: Readonly<Record<string, unknown>>;
  readonly Mutation?: Readonly<Record<string, unknown>>;
  /** Every entity by type name. */
  readonly entities?: Readonly<Record<string, readonly object[]>>;
}

/** A folder of this directory, read. */
export interface Scenario {
  readonly name: string;
  /** SDL by subgraph name. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Made anew for each case, so that mutations do not reach the next. */
  readonly createData: () => Data;
  readonly cases: readonly Case[];
  /** Whether callers are asked who they are, and subgraphs take fetches of the gateway only. */
  readonly isEnforced: boolean;
  /** Changes what composition gives, to what it would refuse or no longer writes. */
  readonly rewriteSupergraph: (sdl: string) => string;
}

/** What a client got, and what each subgraph was asked for it. */
export interface Outcome {
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly asked: Readonly<Record<string, readonly string[]>>;
}

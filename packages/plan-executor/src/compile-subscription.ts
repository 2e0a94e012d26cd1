import { type CompileOptions, compileOperation, type OperationResult } from './compile-operation.ts';
import type { PlanNode } from './query-plan.ts';
import { compileBody } from './request-body.ts';
import type { SubgraphFetch, SubgraphRequest } from './run.ts';
import { checkVariables } from './variables.ts';

/** What one event is filled with. */
export interface EventScope {
  readonly fetch: SubgraphFetch;
  readonly signal?: AbortSignal;
  /** Sees the source's event before anything is read of it. What it throws is reported in the place of the event. Default: it stays as it came. */
  readonly receive?: (event: unknown, request: SubgraphRequest) => unknown;
}

export interface SubscribeOptions {
  readonly variables: Readonly<Record<string, unknown>>;
  /** Opens the source stream at its subgraph. Events are taken one by one, each when the one before was taken from here; at the end the stream is closed. */
  readonly open: (request: SubgraphRequest, signal: AbortSignal | undefined) => AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>;
  /** Called at each event; what it throws ends the stream. */
  readonly beginEvent: () => EventScope | Promise<EventScope>;
  readonly signal?: AbortSignal;
}

export interface CompiledSubscription {
  /**
   * One result for each event of the source. It throws what `open`, the source and `beginEvent` throw.
   * @throws BadUserInput at the first step when a variable is not what the operation declares
   */
  subscribe(options: SubscribeOptions): AsyncGenerator<OperationResult, void, undefined>;
}

/** A plan whose first fetch is a stream: each of its events is executed as the answer to a request of its own. */
export function compileSubscription(options: CompileOptions): CompiledSubscription {
  const { plan, schema, operation } = options;
  if (plan.node?.kind !== 'Subscription') throw new Error('The plan has no source stream.');
  const { primary, rest } = plan.node;
  const nodes: readonly PlanNode[] = rest === undefined ? [primary] : [primary, rest];
  const event = compileOperation({ ...options, plan: { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } } });
  const { write } = compileBody(primary);
  return {
    subscribe: async function* ({ variables, open, beginEvent, signal }) {
      checkVariables(schema, operation, variables);
      const request = { subgraph: primary.serviceName, operationKind: 'subscription', body: write(variables, '') } as const;
      for await (const given of await open(request, signal)) {
        const { fetch, receive = (same: unknown) => same, signal: until } = await beginEvent();
        yield await event.execute({
          variables,
          fetch: async (asked, signal) => (asked.operationKind === 'subscription' ? receive(given, asked) : fetch(asked, signal)),
          ...(until === undefined ? {} : { signal: until }),
        });
      }
    },
  };
}

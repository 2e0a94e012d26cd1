import { type CompileOptions, compileOperation, type OperationResult } from './compile-operation.ts';
import type { PlanNode } from './query-plan.ts';
import { compileBody } from './request-body.ts';
import type { SubgraphFetch, SubgraphRequest } from './run.ts';
import { checkVariables } from './variables.ts';

/** What one event is filled with. */
export interface EventScope {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly fetch: SubgraphFetch;
  readonly signal?: AbortSignal;
  /** Sees the source's event before anything is read of it. What it throws is reported in the place of the event. Default: it stays as it came. */
  readonly receive?: (event: unknown, request: SubgraphRequest) => unknown;
}

/** Its parts, for whoever keeps the stream: the source may be that of one subscription, and an event be filled by another whose source is the same. */
export interface CompiledSubscription {
  /** What the subgraph of the source is asked. @throws BadUserInput when a variable is not what the operation declares */
  source(variables: Readonly<Record<string, unknown>>): SubgraphRequest;
  /** The result for one event of the source. */
  fill(event: unknown, scope: EventScope): Promise<OperationResult>;
}

/** A plan whose first fetch is a stream: each of its events is executed as the answer to a request of its own. */
export function compileSubscription(options: CompileOptions): CompiledSubscription {
  const { plan, schema, operation } = options;
  if (plan.node?.kind !== 'Subscription') throw new Error('The plan has no source stream.');
  const { primary, rest } = plan.node;
  const nodes: readonly PlanNode[] = rest === undefined ? [primary] : [primary, rest];
  const filled = compileOperation({ ...options, plan: { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } } });
  const { write } = compileBody(primary);
  return {
    source: (variables) => {
      checkVariables(schema, operation, variables);
      return { subgraph: primary.serviceName, operationKind: 'subscription', body: write(variables, '') };
    },
    fill: (event, { variables, fetch, signal, receive = (same) => same }) =>
      filled.execute({
        variables,
        fetch: async (asked, until) => (asked.operationKind === 'subscription' ? receive(event, asked) : fetch(asked, until)),
        ...(signal === undefined ? {} : { signal }),
      }),
  };
}

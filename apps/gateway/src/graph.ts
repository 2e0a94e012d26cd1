import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { BadUserInput, OperationTooComplex } from '@health-graph/errors';
import type { SubgraphFetch } from '@health-graph/plan-executor';
import { GraphQLError } from 'graphql';
import { createOperations, type Operations } from './operations.ts';
import type { RequestContext } from './request-context.ts';
import type { Limits } from './settings.ts';
import type { SubgraphClient } from './subgraph-client.ts';
import type { LoadedSupergraph } from './supergraph.ts';

export interface GraphOptions {
  readonly supergraph: LoadedSupergraph;
  readonly client: SubgraphClient;
  readonly operationCacheEntries: number;
  readonly limits: Pick<Limits, 'cost'>;
  readonly reportsCost: boolean;
}

type Listener = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0];
type Executor = NonNullable<Awaited<ReturnType<GatewayInterface['load']>>['executor']>;

/** The supergraph as Apollo Server takes it: a schema to validate against and an executor for everything else. */
export function createGraph(options: GraphOptions): GatewayInterface {
  const { supergraph, client, operationCacheEntries } = options;
  const listeners = new Set<Listener>();
  const operations = createOperations(supergraph, operationCacheEntries);
  const schemaContext = { apiSchema: supergraph.apiSchema, coreSupergraphSdl: supergraph.sdl };
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: async () => {
      for (const listener of listeners) listener(schemaContext);
      return { executor: createExecutor(operations, options) };
    },
    stop: () => client.close(),
  };
}

function createExecutor(operations: Operations, { client, limits, reportsCost }: GraphOptions): Executor {
  return async ({ queryHash, document, operation, request, context }) => {
    const { headers, signal } = context as unknown as RequestContext;
    const variables = request.variables ?? {};
    try {
      const known = operations.get({ hash: queryHash, document, operation });
      const cost = known.cost(variables);
      if (cost > limits.cost)
        throw new OperationTooComplex('The operation exceeds the limit of cost.', { limit: limits.cost, what: 'cost', cost });
      const fetch: SubgraphFetch = (fetched, fetchSignal) => client.send(fetched, headers, fetchSignal);
      const result = await known.compiled().execute({ variables, fetch, signal });
      // A subgraph's error must not choose the status or the headers of our answer.
      for (const error of result.errors ?? []) delete error.extensions['http'];
      return reportsCost ? { ...result, extensions: { cost: { estimated: cost, maximum: limits.cost } } } : result;
    } catch (failure) {
      return { errors: [refusal(failure)] };
    }
  };
}

/** What a client did wrong is told with its status; anything else stays ours. */
function refusal(failure: unknown): GraphQLError {
  if (!(failure instanceof BadUserInput || failure instanceof OperationTooComplex)) throw failure;
  const extensions = { ...failure.details, code: failure.code, http: { status: failure.httpStatus } };
  return new GraphQLError(failure.message, { extensions, originalError: failure });
}

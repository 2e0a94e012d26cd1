import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { BadUserInput } from '@health-graph/errors';
import { GraphQLError } from 'graphql';
import { createOperations, type Operations } from './operations.ts';
import type { RequestContext } from './request-context.ts';
import type { SubgraphClient } from './subgraph-client.ts';
import type { LoadedSupergraph } from './supergraph.ts';

export interface GraphOptions {
  readonly supergraph: LoadedSupergraph;
  readonly client: SubgraphClient;
  readonly operationCacheEntries: number;
}

type Listener = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0];
type Executor = NonNullable<Awaited<ReturnType<GatewayInterface['load']>>['executor']>;

/** The supergraph as Apollo Server takes it: a schema to validate against and an executor for everything else. */
export function createGraph({ supergraph, client, operationCacheEntries }: GraphOptions): GatewayInterface {
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
      return { executor: createExecutor(operations, client) };
    },
    stop: () => client.close(),
  };
}

function createExecutor(operations: Operations, client: SubgraphClient): Executor {
  return async ({ queryHash, document, operation, request, context }) => {
    const { headers, signal } = context as unknown as RequestContext;
    const compiled = operations.compiled({ hash: queryHash, document, operation });
    try {
      const result = await compiled.execute({
        variables: request.variables ?? {},
        fetch: (fetched, fetchSignal) => client.send(fetched, headers, fetchSignal),
        signal,
      });
      // A subgraph's error must not choose the status or the headers of our answer.
      for (const error of result.errors ?? []) delete error.extensions['http'];
      return result;
    } catch (failure) {
      if (!(failure instanceof BadUserInput)) throw failure;
      const extensions = { ...failure.details, code: failure.code, http: { status: failure.httpStatus } };
      return { errors: [new GraphQLError(failure.message, { extensions, originalError: failure })] };
    }
  };
}

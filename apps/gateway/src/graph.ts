import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { BadUserInput, OperationTooComplex, UnauthorizedFieldOrType } from '@health-graph/errors';
import type { SubgraphFetch } from '@health-graph/plan-executor';
import { GraphQLError } from 'graphql';
import { receiveFromSubgraph, releaseToClient } from './answers.ts';
import { createOperations, type Operation, type Operations } from './operations.ts';
import type { RequestContext } from './request-context.ts';
import type { Limits, RefusalMode } from './settings.ts';
import type { StaticPermissions } from './static-permissions/static-permissions.ts';
import type { SubgraphClient } from './subgraph-client.ts';
import type { LoadedSupergraph } from './supergraph.ts';

export interface GraphOptions {
  readonly supergraph: LoadedSupergraph;
  readonly client: SubgraphClient;
  /** Absent: nothing is enforced. */
  readonly permissions: StaticPermissions | undefined;
  readonly refusalMode: RefusalMode;
  readonly operationCacheEntries: number;
  readonly limits: Pick<Limits, 'cost'>;
  readonly reportsCost: boolean;
}

type Listener = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0];
type Executor = NonNullable<Awaited<ReturnType<GatewayInterface['load']>>['executor']>;

/** The supergraph as Apollo Server takes it: a schema to validate against and an executor for everything else. */
export function createGraph(options: GraphOptions): GatewayInterface {
  const { supergraph, client, permissions, operationCacheEntries } = options;
  const listeners = new Set<Listener>();
  const operations = createOperations({ supergraph, permissions, maximum: operationCacheEntries });
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

function createExecutor(operations: Operations, { client, limits, reportsCost, refusalMode }: GraphOptions): Executor {
  return async ({ queryHash, document, operation, request, context: given }) => {
    const context = given as unknown as RequestContext;
    const variables = request.variables ?? {};
    try {
      const known = operations.get({ hash: queryHash, document, operation }, context.fingerprint);
      if (known.cut !== undefined) {
        context.audit?.cut(known.cut.cut);
        if (refusalMode === 'reject') return { errors: refusedPlaces(known.cut) };
      }
      const cost = known.cost(variables);
      if (cost > limits.cost)
        throw new OperationTooComplex('The operation exceeds the limit of cost.', { limit: limits.cost, what: 'cost', cost });
      const fetch = fetchFor(client, context);
      const result = releaseToClient(await known.compiled().execute({ variables, fetch, signal: context.signal }));
      return reportsCost ? { ...result, extensions: { cost: { estimated: cost, maximum: limits.cost } } } : result;
    } catch (failure) {
      return { errors: [refusal(failure)] };
    }
  };
}

/** How the fetches of one request are sent: on behalf of its caller, and never shared with another's. */
function fetchFor(client: SubgraphClient, context: RequestContext): SubgraphFetch {
  const by = { headers: { ...context.headers, 'x-request-id': context.requestId }, signer: context.signer };
  return async (request, signal) => receiveFromSubgraph(await client.send(request, by, signal), request, context);
}

function refusedPlaces({ refusals }: NonNullable<Operation['cut']>): readonly GraphQLError[] {
  const cause = new UnauthorizedFieldOrType('This caller may not ask for this field or type.');
  const extensions = { code: cause.code, http: { status: cause.httpStatus } };
  return refusals.paths.map((path) => new GraphQLError(cause.message, { path, extensions, originalError: cause }));
}

/** What a client did wrong is told with its status; anything else stays ours. */
function refusal(failure: unknown): GraphQLError {
  if (!(failure instanceof BadUserInput || failure instanceof OperationTooComplex)) throw failure;
  const extensions = { ...failure.details, code: failure.code, http: { status: failure.httpStatus } };
  return new GraphQLError(failure.message, { extensions, originalError: failure });
}

import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { BadUserInput, OperationTooComplex, UnauthorizedFieldOrType } from '@health-graph/errors';
import type { IncrementalResult, SubgraphFetch } from '@health-graph/plan-executor';
import { type DocumentNode, GraphQLError, type OperationDefinitionNode } from 'graphql';
import { receiveFromSubgraph, releaseToClient } from './answers.ts';
import type { AnswerCache } from './caches/answer-cache.ts';
import type { EndpointRequest } from './endpoints.ts';
import type { Horizontal } from './horizontal/create-horizontal.ts';
import type { ComingOperation } from './horizontal/look-ahead.ts';
import { type OpenHorizontal, openHorizontal } from './horizontal/open-horizontal.ts';
import type { HorizontalConfig } from './horizontal/settings.ts';
import type { Completeness } from './horizontal/sources.ts';
import type { Observability } from './observability/observability.ts';
import { shownPlan } from './observability/shown-plan.ts';
import { createOperations, type Operation, type Operations } from './operations.ts';
import type { RequestContext } from './request-context.ts';
import type { EnforcementConfig, Limits, RefusalMode } from './settings.ts';
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
  readonly showsPlans: boolean;
  readonly observability: Pick<Observability, 'looked' | 'compiling'>;
  /** Told of every operation that may run, before it is decided what of it may be asked for. */
  readonly onAsked?: ((asked: AskedOperation, context: RequestContext) => void) | undefined;
  /** Absent: every answer is made anew. */
  readonly answers?: AnswerCache | undefined;
  /** How subgraphs of several endpoints are joined. */
  readonly horizontal: HorizontalConfig | undefined;
  readonly enforcement: Pick<EnforcementConfig, 'trustSecret'> | undefined;
}

/** One operation of a validated document, with its variables. */
export interface AskedOperation {
  /** SHA-256 of the document's text, hex. */
  readonly hash: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What of an operation its caller may ask for, or why nothing of it is executed. */
export type PermittedOperation =
  | { readonly refused: readonly GraphQLError[] }
  | { readonly refused?: undefined; readonly operation: Operation; readonly cost: number };

/** The supergraph, executed. */
export interface Graph {
  /** As Apollo Server takes it: a schema to validate against and an executor for everything else. */
  readonly gateway: GatewayInterface;
  /** Decides before anything is asked of anybody; what is cut is noted for the log. */
  permit(asked: AskedOperation, context: RequestContext): PermittedOperation;
  /** How the fetches of one request are sent: on behalf of its caller, and never shared with another's. */
  fetchFor(context: RequestContext, coming?: ComingOperation): SubgraphFetch;
  /** The first answer, and what the operation defers. */
  executeIncrementally(asked: AskedOperation, context: RequestContext): Promise<IncrementalAnswer>;
}

export interface IncrementalAnswer extends IncrementalResult {
  /** Of the first answer. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** How whole the answer is, of all parts that came so far; there is nothing to say where every subgraph has one endpoint. */
  readonly completeness?: () => Completeness | undefined;
}

type Listener = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0];
type Executor = NonNullable<Awaited<ReturnType<GatewayInterface['load']>>['executor']>;

export function createGraph(options: GraphOptions): Graph {
  const { supergraph, client, permissions, operationCacheEntries, observability } = options;
  const operations = createOperations({ supergraph, permissions, maximum: operationCacheEntries, onLookup: observability.looked });
  const permit: Graph['permit'] = (asked, context) => {
    options.onAsked?.(asked, context);
    return permitted(operations, options, asked, context);
  };
  const horizontal = openHorizontal({ ...options, secret: options.enforcement?.trustSecret });
  const fetchFor: Graph['fetchFor'] = (context, coming) => fetchWith(client, horizontal, context, coming);
  const reported = { ...options, horizontal };
  return {
    permit,
    fetchFor,
    gateway: gatewayOf(reported, createExecutor(permit, fetchFor, reported)),
    executeIncrementally: async (asked, context) => {
      const known = permit(asked, context);
      if (known.refused !== undefined) return { initial: { errors: known.refused } };
      const { variables } = asked;
      const execution = { variables, fetch: fetchFor(context), signal: context.signal };
      return {
        ...releaseAll(await compiledFor(known, context, options).executeIncrementally(execution)),
        ...reportOf(known, false, context, reported),
        ...(horizontal && { completeness: () => horizontal.report(context) }),
      };
    },
  };
}

type ReportOptions = Omit<GraphOptions, 'horizontal'> & { readonly horizontal: OpenHorizontal | undefined };

function gatewayOf({ supergraph, client, horizontal }: ReportOptions, executor: Executor): GatewayInterface {
  const listeners = new Set<Listener>();
  const schemaContext = { apiSchema: supergraph.apiSchema, coreSupergraphSdl: supergraph.sdl };
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: async () => {
      for (const listener of listeners) listener(schemaContext);
      return { executor };
    },
    stop: async () => {
      await Promise.all([client.close(), horizontal?.close()]);
    },
  };
}

type Executed = Extract<PermittedOperation, { readonly cost: number }>;

/** What an answer tells of its operation, if anything. */
function reportOf({ operation, cost }: Executed, asksForPlan: boolean, context: RequestContext, options: ReportOptions) {
  const { limits, reportsCost, showsPlans, horizontal } = options;
  const showsPlan = showsPlans && asksForPlan;
  const completeness = horizontal?.report(context);
  if (!reportsCost && !showsPlan && completeness === undefined) return {};
  const costs = reportsCost ? { cost: { estimated: cost, maximum: limits.cost } } : {};
  return { extensions: { ...costs, ...(showsPlan ? { queryPlan: shownPlan(operation.plan()) } : {}), ...completeness } };
}

function compiledFor(
  { operation }: Executed,
  { record }: RequestContext,
  { observability: { compiling } }: Pick<GraphOptions, 'observability'>,
) {
  return record === undefined || compiling === undefined ? operation.compiled() : compiling(record, operation.compiled);
}

function createExecutor(permit: Graph['permit'], fetchFor: Graph['fetchFor'], options: ReportOptions): Executor {
  return async ({ queryHash, document, operation, request, context: given }) => {
    const context = given as unknown as RequestContext;
    const variables = request.variables ?? {};
    try {
      const asked = { hash: queryHash, document, operation, variables };
      const known = permit(asked, context);
      if (known.refused !== undefined) return { errors: known.refused };
      const execute = async () => {
        const compiled = compiledFor(known, context, options);
        const fetch = fetchFor(context, { operation, plan: known.operation.plan(), variables });
        return releaseToClient(await compiled.execute({ variables, fetch, signal: context.signal }));
      };
      const isWhole = () => options.horizontal?.report(context) === undefined;
      const question = { asked, operation: known.operation, context, isWhole };
      const result = await (options.answers?.answered(question, execute) ?? execute());
      return { ...result, ...reportOf(known, request.extensions?.['queryPlan'] === true, context, options) };
    } catch (failure) {
      return { errors: [refusal(failure)] };
    }
  };
}

/** @throws {OperationTooComplex} when it would cost too much */
function permitted(
  operations: Operations,
  { limits, refusalMode }: GraphOptions,
  { variables, ...source }: AskedOperation,
  context: RequestContext,
): PermittedOperation {
  const operation = operations.get(source, context.fingerprint);
  if (operation.cut !== undefined) {
    context.audit?.cut(operation.cut.cut);
    if (context.record !== undefined) context.record.cutFields = operation.cut.cut.length;
    if (refusalMode === 'reject') return { refused: refusedPlaces(operation.cut) };
  }
  const cost = operation.cost(variables);
  if (context.record !== undefined) context.record.cost = cost;
  if (cost > limits.cost)
    throw new OperationTooComplex('The operation exceeds the limit of cost.', { limit: limits.cost, what: 'cost', cost });
  return { operation, cost };
}

function fetchWith(
  client: SubgraphClient,
  horizontal: Horizontal | undefined,
  context: RequestContext,
  coming: ComingOperation | undefined,
): SubgraphFetch {
  const { audit } = context;
  const headers = { ...context.headers, 'x-request-id': context.requestId };
  const by = { headers, signer: context.signer, record: context.record, violated: audit?.violated };
  const send = async (request: EndpointRequest, signal: AbortSignal | undefined): Promise<unknown> =>
    receiveFromSubgraph(await client.send(request, by, signal), request, context);
  return horizontal === undefined ? send : horizontal.wrap(context, send, coming);
}

function releaseAll({ initial, subsequent }: IncrementalResult): IncrementalResult {
  const first = releaseToClient(initial);
  return subsequent === undefined ? { initial: first } : { initial: first, subsequent: released(subsequent) };
}

async function* released(parts: NonNullable<IncrementalResult['subsequent']>): NonNullable<IncrementalResult['subsequent']> {
  for await (const part of parts) {
    for (const result of part.incremental ?? []) releaseToClient(result);
    yield part;
  }
}

function refusedPlaces({ refusals }: NonNullable<Operation['cut']>): readonly GraphQLError[] {
  const cause = new UnauthorizedFieldOrType('This caller may not ask for this field or type.');
  const extensions = { code: cause.code, http: { status: cause.httpStatus } };
  return refusals.paths.map((path) => new GraphQLError(cause.message, { path, extensions, originalError: cause }));
}

/** What a client did wrong is told with its status; anything else stays ours. */
export function refusal(failure: unknown): GraphQLError {
  if (!(failure instanceof BadUserInput || failure instanceof OperationTooComplex)) throw failure;
  const extensions = { ...failure.details, code: failure.code, http: { status: failure.httpStatus } };
  return new GraphQLError(failure.message, { extensions, originalError: failure });
}

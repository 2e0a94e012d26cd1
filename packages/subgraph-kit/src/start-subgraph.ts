import { isIPv4 } from 'node:net';
import type { ApolloServer } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import { InvalidConfiguration, Unauthenticated } from '@health-graph/errors';
import type { DataClass, PolicyTable, RequestPermissions } from '@health-graph/permissions';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type GraphQLSchema, parse } from 'graphql';
import type { FactsOf } from './facts-source.ts';
import { graphqlServer } from './graphql-server.ts';
import { type DecisionNotes, decisionNotes, type GuardedField } from './guards/decision-notes.ts';
import { guardSchema } from './guards/guard-schema.ts';
import { createGuard, withGuard } from './guards/guarded-context.ts';
import { ownedBy } from './guards/owned-by.ts';
import { guardRoots } from './guards/root-rules.ts';
import { httpServer, type InternalRoute } from './http-server.ts';
import type { LiveEvents } from './live/live-events.ts';
import { createLog, type LogLevel } from './log.ts';
import { defaultLimits, type OperationLimits } from './operation-limits.ts';
import { refusedProofs } from './refused-proofs.ts';
import { type JudgedRequest, type RequestJudge, requestPermissions } from './request-judge.ts';
import { scalars } from './scalars.ts';
import { type OpenStreams, openStreams } from './streams/open-streams.ts';
import { createSubscriptions, type OpenSubscription } from './streams/subscription-events.ts';
import type { SubgraphStore } from './subgraph-store.ts';
import { tracedSubgraph } from './tracing/traced-subgraph.ts';
import type { EndpointTrustConfig } from './trust/endpoint-trust.ts';
import type { TrustKeyRing } from './trust/key-ring.ts';
import { trustHeader } from './trust/signed-header.ts';

/** Asked for each time where the gateway starts later. */
export type GatewayUrl = string | (() => Promise<string>);

/** What the kit reads of a subgraph's configuration; an app's own has these fields and more. */
export interface SubgraphConfig {
  /** Only a loopback address: a proxy with TLS stands in front of it. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Shared by all parts of one installation; guards `/internal/*`. */
  readonly internalSecret: string;
  /** Which of several endpoints of its subgraph this is, as the gateway calls it: `h01`. Absent: it has no others. */
  readonly endpoint?: string;
  /** Whether the schema may be asked for. Default false. */
  readonly introspection?: boolean;
  /** Whose fetches are taken. */
  readonly trust: EndpointTrustConfig;
  /** Identity's GraphQL endpoint, where facts come from; identity itself needs none. */
  readonly identityUrl?: string;
  /** Any address of the gateway, for what a subgraph asks it itself. */
  readonly gatewayUrl?: GatewayUrl;
  /** Where replicas tell each other what happened. Default: nowhere, there is one process. */
  readonly redisUrl?: string;
  /** Instead of the app's own policy table. */
  readonly policies?: string;
  /** Instead of identity's facts. */
  readonly factsOf?: FactsOf;
  readonly limits?: Partial<OperationLimits>;
  /** Bytes of a GraphQL request at most. Default 10 MiB. */
  readonly maxBodyBytes?: number;
  /** Default `info`. */
  readonly logLevel?: LogLevel;
}

/** A route that takes one JSON value and answers with one, for a caller whom the gateway vouches for. */
export type GatewayRoute = (body: unknown, permissions: RequestPermissions) => Promise<unknown>;

/** What a request tells the context. */
export interface SubgraphRequest {
  readonly headers: FastifyRequest['headers'];
  /** The same for every fetch of one client's request. */
  readonly requestId: string;
  /** What is decided for this request. */
  readonly permissions: RequestPermissions;
}

export interface SubgraphOptions<Context extends object> {
  readonly name: string;
  /** The text of each SDL file: the subgraph's own and the shared ones. See `readSdl`. */
  readonly sdl: readonly string[];
  /** A resolver map as codegen types it; the shared scalars are added. */
  readonly resolvers: object;
  /** `schema/policies.yaml`: who may see which class. */
  readonly policies: string;
  /** The types whose records this subgraph keeps, each with the class of a row that no code raises. Default: what `packages/records` says of `name`. */
  readonly owns?: Readonly<Record<string, DataClass>>;
  /** Queries that lead to no rows and decide by a record that an argument names. */
  readonly permitsItself?: readonly string[];
  /** The endpoint's own keys, where the app signs with them too. Default: new ones. */
  readonly trustKeys?: TrustKeyRing;
  /** Where facts come from; default: identity, at `config.identityUrl`. */
  readonly factsOf?: FactsOf;
  /** Made for each request: loaders must not outlive it. */
  readonly createContext: (request: SubgraphRequest) => Context | Promise<Context>;
  /** Closed together with the subgraph. */
  readonly store: SubgraphStore;
  /** What its subscriptions listen to, closed together with it. */
  readonly live?: LiveEvents;
  /** What this subgraph alone serves of the internal contract: identity's `/internal/facts`. */
  readonly internalRoutes?: Readonly<Record<`/internal/${string}`, InternalRoute>>;
  /** What the gateway alone asks beside GraphQL, signed as a fetch: patients' `/internal/locate`. */
  readonly gatewayRoutes?: Readonly<Record<`/internal/${string}`, GatewayRoute>>;
  readonly config: SubgraphConfig;
  /** Milliseconds since 1970; the clock unless a test gives its own. */
  readonly now?: () => number;
}

export interface RunningSubgraph {
  /** `http://127.0.0.1:PORT/graphql` */
  readonly url: string;
  /** Takes no more requests, lets those under way end, then closes the store. Safe to call twice. */
  close(): Promise<void>;
}

/** Serves a subgraph until it is closed: `POST /graphql`, subscriptions as streams of events, `GET /health`, `GET /trust/keys`, and the internal contract. */
export async function startSubgraph<Context extends object>(options: SubgraphOptions<Context>): Promise<RunningSubgraph> {
  const { name, store, config, now = Date.now } = options;
  refusePublicHost(config.host);
  const log = createLog(name, config.logLevel ?? 'info');
  const requests = requestPermissions({ ...options, now });
  const { schema, fields } = guardedSchema(options, requests.table);
  const http = httpServer({
    store,
    internalRoutes: options.internalRoutes ?? {},
    internalSecret: config.internalSecret,
    publishedKeys: requests.publishedKeys,
    maxBodyBytes: config.maxBodyBytes ?? 10 * 1024 * 1024,
    log,
    now,
  });
  const apollo = graphqlServer<Context>({
    schema,
    limits: { ...defaultLimits, ...config.limits },
    introspection: config.introspection ?? false,
    log,
    plugins: [fastifyApolloDrainPlugin(http)],
  });
  await apollo.start();
  const streams = openStreams(log);
  const subscriptions = createSubscriptions({ schema, limits: { ...defaultLimits, ...config.limits }, log });
  serveGatewayRoutes(http, options, requests);
  serveGraphql(http, apollo, { options, requests, fields, streams, subscriptions, noteRefused: refusedProofs(log, now) });
  const origin = await http.listen({ host: config.host, port: config.port });
  requests.listensAt(`${origin}/graphql`);
  log.info({ port: Number(new URL(origin).port) }, 'The subgraph is ready.');
  const close = async () => {
    streams.close();
    await options.live?.close();
    await apollo.stop(); // Drains the HTTP server first.
    await requests.close();
    await store.close();
    log.info('The subgraph is closed.');
  };
  let closing: Promise<void> | undefined;
  return {
    url: `${origin}/graphql`,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

interface Served<Context extends object> {
  readonly options: SubgraphOptions<Context>;
  readonly requests: RequestJudge;
  readonly fields: readonly GuardedField[];
  readonly streams: OpenStreams;
  readonly subscriptions: OpenSubscription;
  /** Told of each request with a proof that is none. */
  readonly noteRefused: () => void;
}

function serveGatewayRoutes<Context extends object>(
  http: FastifyInstance,
  { gatewayRoutes = {} }: SubgraphOptions<Context>,
  requests: RequestJudge,
): void {
  for (const [path, route] of Object.entries(gatewayRoutes)) {
    http.post(path, async (request) => {
      // What is decided here shows no row, so that there is none to note.
      const { permissions } = await requests.judge(request, () => undefined);
      return route(request.body, permissions);
    });
  }
}

/** Who asks is known before anything of the operation is read. */
function serveGraphql<Context extends object>(
  http: FastifyInstance,
  apollo: ApolloServer<Context>,
  { options, requests, fields, streams, subscriptions, noteRefused }: Served<Context>,
): void {
  const asked = new WeakMap<FastifyRequest, JudgedRequest & { readonly notes: DecisionNotes }>();
  const judgedOf = (request: FastifyRequest) => {
    const known = asked.get(request);
    if (known === undefined) throw new Error('A request was not judged.');
    return known;
  };
  const contextOf = async ({ headers }: FastifyRequest, { requestId, permissions }: JudgedRequest, notes: DecisionNotes) =>
    withGuard(await options.createContext({ headers, requestId, permissions }), createGuard(permissions, notes));
  const answer = fastifyApolloHandler(apollo, { context: (request) => contextOf(request, judgedOf(request), judgedOf(request).notes) });
  const stream = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const judged = judgedOf(request);
    const newContext = () => {
      const notes = decisionNotes(fields);
      return contextOf(request, { ...judged, permissions: judged.again(notes.noteRefusedRow) }, notes);
    };
    streams.serve(reply, await subscriptions(request.body, newContext));
  };
  const traced = tracedSubgraph(options.name, options.store);
  const execute = (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => answer.call(http, request, reply) as Promise<unknown>;
  const execution = traced === undefined ? execute : traced.execution(execute);
  http.post('/graphql', {
    preHandler: async (request) => {
      const notes = decisionNotes(fields);
      const judged = await requests.judge(request, notes.noteRefusedRow).catch((failure: unknown) => {
        if (failure instanceof Unauthenticated && request.headers[trustHeader] !== undefined) noteRefused();
        throw failure;
      });
      asked.set(request, { notes, ...judged });
    },
    handler: (request, reply) => (asksForStream(request) ? stream(request, reply) : execution(request, reply)),
  });
}

const asksForStream = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/event-stream') === true;

/** The schema with its guards, and what they guard. */
function guardedSchema<Context extends object>(
  options: SubgraphOptions<Context>,
  table: PolicyTable,
): { readonly schema: GraphQLSchema; readonly fields: readonly GuardedField[] } {
  const schema = schemaOf(options);
  const fields = guardSchema(schema, { owns: ownedBy(options) });
  guardRoots(schema, table, options.permitsItself);
  return { schema, fields };
}

function schemaOf<Context extends object>({ sdl, resolvers }: SubgraphOptions<Context>): GraphQLSchema {
  const documents = sdl.map((text) => ({ typeDefs: parse(text) }));
  const declared = new Set(
    documents.flatMap(({ typeDefs }) => typeDefs.definitions.map((node) => ('name' in node ? node.name?.value : undefined))),
  );
  const used = Object.fromEntries(Object.entries(scalars).filter(([name]) => declared.has(name)));
  const [first, ...others] = documents;
  if (first === undefined) throw new InvalidConfiguration('A subgraph needs its SDL.', { setting: 'sdl' });
  return buildSubgraphSchema([{ ...first, resolvers: { ...used, ...resolvers } }, ...others]);
}

/** Answers hold records and `/internal/*` holds more, and neither is encrypted here: whoever listens on a network must not hear them. */
function refusePublicHost(host: string): void {
  const isLoopback = host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
  if (!isLoopback) throw new InvalidConfiguration('A subgraph listens on this machine only.', { setting: 'host' });
}

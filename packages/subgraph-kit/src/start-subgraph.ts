import { isIPv4 } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import { InvalidConfiguration } from '@health-graph/errors';
import type { FastifyRequest } from 'fastify';
import { type GraphQLSchema, parse } from 'graphql';
import { graphqlServer } from './graphql-server.ts';
import { httpServer, type InternalRoute } from './http-server.ts';
import { createLog, type LogLevel } from './log.ts';
import { defaultLimits, type OperationLimits } from './operation-limits.ts';
import { scalars } from './scalars.ts';
import type { SubgraphStore } from './subgraph-store.ts';

/** What the kit reads of a subgraph's configuration; an app's own has these fields and more. */
export interface SubgraphConfig {
  /** Only a loopback address, until fetches are signed. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Shared by all parts of one installation; guards `/internal/*`. */
  readonly internalSecret: string;
  /** Whether the schema may be asked for. Default false. */
  readonly introspection?: boolean;
  readonly limits?: Partial<OperationLimits>;
  /** Bytes of a GraphQL request at most. Default 10 MiB. */
  readonly maxBodyBytes?: number;
  /** Default `info`. */
  readonly logLevel?: LogLevel;
}

/** What a request tells the context. */
export interface SubgraphRequest {
  readonly headers: FastifyRequest['headers'];
}

export interface SubgraphOptions<Context extends object> {
  readonly name: string;
  /** The text of each SDL file: the subgraph's own and the shared ones. See `readSdl`. */
  readonly sdl: readonly string[];
  /** A resolver map as codegen types it; the shared scalars are added. */
  readonly resolvers: object;
  /** Made for each request: loaders must not outlive it. */
  readonly createContext: (request: SubgraphRequest) => Context | Promise<Context>;
  /** Closed together with the subgraph. */
  readonly store: SubgraphStore;
  /** What this subgraph alone serves of the internal contract: identity's `/internal/facts`. */
  readonly internalRoutes?: Readonly<Record<`/internal/${string}`, InternalRoute>>;
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

/** Serves a subgraph until it is closed: `POST /graphql`, `GET /health`, `POST /internal/ingest` and `POST /internal/export`. */
export async function startSubgraph<Context extends object>(options: SubgraphOptions<Context>): Promise<RunningSubgraph> {
  const { name, store, config, createContext, now = Date.now } = options;
  refusePublicHost(config.host);
  const log = createLog(name, config.logLevel ?? 'info');
  const http = httpServer({
    store,
    internalRoutes: options.internalRoutes ?? {},
    internalSecret: config.internalSecret,
    maxBodyBytes: config.maxBodyBytes ?? 10 * 1024 * 1024,
    log,
    now,
  });
  const apollo = graphqlServer<Context>({
    schema: schemaOf(options),
    limits: { ...defaultLimits, ...config.limits },
    introspection: config.introspection ?? false,
    log,
    plugins: [fastifyApolloDrainPlugin(http)],
  });
  await apollo.start();
  http.post('/graphql', fastifyApolloHandler(apollo, { context: async ({ headers }) => createContext({ headers }) }));
  const origin = await http.listen({ host: config.host, port: config.port });
  log.info({ port: Number(new URL(origin).port) }, 'The subgraph is ready.');
  let closing: Promise<void> | undefined;
  const close = async () => {
    await apollo.stop(); // Drains the HTTP server first.
    await store.close();
    log.info('The subgraph is closed.');
  };
  return {
    url: `${origin}/graphql`,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
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

/** Until fetches are signed, whoever reaches the port may ask anything: only this machine may reach it. */
function refusePublicHost(host: string): void {
  const isLoopback = host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
  if (!isLoopback) throw new InvalidConfiguration('A subgraph listens on this machine only.', { setting: 'host' });
}

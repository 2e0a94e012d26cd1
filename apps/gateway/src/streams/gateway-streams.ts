import type { Server } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ReadNamed } from '../allow-list/named-operations.ts';
import type { GatewayAudit } from '../audit/gateway-audit.ts';
import type { Documents } from '../documents.ts';
import type { Admit } from '../door.ts';
import type { Graph } from '../graph.ts';
import type { RateLimits } from '../rate-limits/rate-limits.ts';
import type { RequestContext } from '../request-context.ts';
import type { Config } from '../settings.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import { openSession } from './caller-session.ts';
import { createEventStreams } from './event-streams.ts';
import { createGates } from './gates.ts';
import { createOperationStreams } from './operation-streams.ts';
import { createPlaces } from './places.ts';
import { createSourceStreams } from './source-streams.ts';
import { createProtocol } from './web-socket-protocol.ts';
import { serveWebSockets } from './web-sockets.ts';

export interface GatewayStreamsOptions {
  readonly config: Config;
  readonly supergraph: Pick<LoadedSupergraph, 'apiSchema' | 'endpoints'>;
  readonly apollo: ApolloServer<RequestContext>;
  readonly graph: Pick<Graph, 'permit' | 'fetchFor'>;
  readonly documents: Documents;
  readonly named: ReadNamed;
  readonly admit: Admit;
  readonly audit: GatewayAudit | undefined;
  readonly rateLimits: RateLimits | undefined;
  readonly isReady: () => boolean;
}

/** Everything that stays open: WebSockets, and streams of events over HTTP. */
export interface GatewayStreams {
  /** Takes WebSockets from now on. */
  listen(server: Server): void;
  /** Answers with a stream of events. @throws {Unauthenticated} or `RateLimited`, before anything is written */
  serve(request: FastifyRequest, reply: FastifyReply, headers: Readonly<Record<string, string>>): Promise<void>;
  /** Ends all streams in a way on which clients open them again elsewhere. */
  close(): Promise<void>;
}

/** Events of one operation that are filled at the same time: as many as fetches go to one subgraph. */
const FILLED_AT_ONCE = 128;

export function createGatewayStreams(options: GatewayStreamsOptions): GatewayStreams {
  const { config, supergraph, apollo, graph, documents, named, admit, audit, rateLimits, isReady } = options;
  const { streams: settings, limits, requestTimeoutMs: timeoutMs, corsOrigins: origins, forwardHeaders } = config;
  const sources = createSourceStreams({ endpoints: supergraph.endpoints, timeoutMs, answerBytes: limits.answerBytes });
  const schema = supergraph.apiSchema;
  const operations = createOperationStreams({
    apollo,
    graph,
    documents,
    named,
    schema,
    sources,
    gates: createGates(FILLED_AT_ONCE),
    timeoutMs,
  });
  const places = createPlaces(settings.perCaller);
  const eventStreams = createEventStreams({ operations, places, settings });
  const protocol = createProtocol({ operations, schema, admit, audit, rateLimits, places, settings });
  let webSockets: ReturnType<typeof serveWebSockets> | undefined;
  return {
    listen: (server) => {
      webSockets = serveWebSockets(server, { protocol, settings, maxPayload: limits.bodyBytes, origins, forwardHeaders, isReady });
    },
    serve: async (request, reply, headers) => {
      const { authorization } = request.headers;
      eventStreams.serve(request, reply, await openSession({ authorization, address: request.ip, headers, admit, audit }));
    },
    close: async () => {
      eventStreams.close();
      await webSockets?.close();
    },
  };
}

import type { Server } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ReadNamed } from '../allow-list/named-operations.ts';
import type { GatewayAudit } from '../audit/gateway-audit.ts';
import type { Admit } from '../door.ts';
import type { GraphVersions } from '../hot-swap/graph-versions.ts';
import type { RateLimits } from '../rate-limits/rate-limits.ts';
import type { Config } from '../settings.ts';
import { openSession } from './caller-session.ts';
import { createEventStreams } from './event-streams.ts';
import { createGates } from './gates.ts';
import { createOperationStreams } from './operation-streams.ts';
import { createPlaces } from './places.ts';
import { createProtocol } from './web-socket-protocol.ts';
import { serveWebSockets } from './web-sockets.ts';

export interface GatewayStreamsOptions {
  readonly config: Config;
  readonly versions: GraphVersions;
  readonly named: ReadNamed;
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
  const { config, versions, named, audit, rateLimits, isReady } = options;
  const { streams: settings, limits, requestTimeoutMs: timeoutMs, corsOrigins: origins, forwardHeaders } = config;
  const admit: Admit = (authorization, requestId) => versions.newest.admit(authorization, requestId);
  const operations = createOperationStreams({ versions, named, gates: createGates(FILLED_AT_ONCE), timeoutMs });
  const places = createPlaces(settings.perCaller);
  const eventStreams = createEventStreams({ operations, places, settings });
  const protocol = createProtocol({ operations, admit, audit, rateLimits, places, settings });
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

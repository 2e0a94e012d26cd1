import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import compress from '@fastify/compress';
import cors from '@fastify/cors';
import { DeadlineExceeded, HealthGraphError, PayloadTooLarge, Unauthenticated } from '@health-graph/errors';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, type RouteHandlerMethod } from 'fastify';
import type { GatewayAudit } from './audit/gateway-audit.ts';
import { type Admission, type Admit, newRequestId } from './door.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import { sendGraphiqlPage, serveGraphiql } from './graphiql.ts';
import type { GraphVersions, Lease } from './hot-swap/graph-versions.ts';
import type { Observability } from './observability/observability.ts';
import type { RateLimits } from './rate-limits/rate-limits.ts';
import type { RequestContext } from './request-context.ts';
import { serveSafetyProfile } from './safety-check/safety-profile-route.ts';
import type { Config } from './settings.ts';
import { asksForEvents } from './streams/event-streams.ts';
import type { GatewayStreams } from './streams/gateway-streams.ts';
import type { GatewayTrust } from './trust/gateway-trust.ts';
import { serveTrust } from './trust/serve-trust.ts';

export interface HttpServerOptions {
  readonly versions: GraphVersions;
  readonly config: Config;
  /** Absent: nothing is signed. */
  readonly trust: GatewayTrust | undefined;
  readonly audit: GatewayAudit | undefined;
  /** Absent: any number of requests is taken. */
  readonly rateLimits: RateLimits | undefined;
  readonly streams: GatewayStreams;
  readonly observability: Pick<Observability, 'watch' | 'recordOf'>;
  /** What else is served here. */
  readonly routes: readonly ((server: FastifyInstance) => void)[];
  /** False while the server drains, so that a balancer sends nobody here any more. */
  readonly isReady: () => boolean;
}

/** A client that sends its request slower than this is cut off. */
const RECEIVE_TIMEOUT_MS = 30_000;

export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { config, isReady, trust, audit, versions } = options;
  const server = fastify({
    bodyLimit: config.limits.bodyBytes,
    requestTimeout: RECEIVE_TIMEOUT_MS,
    keepAliveTimeout: 72_000,
    logger: false,
  });
  server.removeContentTypeParser('text/plain');
  server.setErrorHandler((error: FastifyError, _request, reply) => sendFailure(reply, error, config));
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ errors: [{ message: 'Not found.', extensions: { code: 'NOT_FOUND' } }] }),
  );
  // Bodies of requests are never inflated: a small one could become a large one behind the limit.
  await server.register(compress, { globalDecompression: false, threshold: config.compressFromBytes, encodings: ['br', 'gzip'] });
  if (config.corsOrigins.length > 0)
    await server.register(cors, { origin: [...config.corsOrigins], methods: ['GET', 'POST'], maxAge: 600 });
  options.observability.watch(server);
  server.get('/health', () => ({ status: 'ok' }));
  server.get('/ready', async (_request, reply) => {
    const status = isReady() ? ((await audit?.isReady()) === false ? 'audit unavailable' : 'ready') : 'draining';
    return reply.code(status === 'ready' ? 200 : 503).send({ status, supergraph: versions.newest.version });
  });
  if (trust !== undefined) serveTrust(server, trust);
  serveGraphql(server, options);
  for (const route of options.routes) route(server);
  if (trust !== undefined) serveSafetyProfile(server, versions);
  if (config.hasIntrospection)
    serveGraphiql(server, { defaultQuery: config.defaultQuery, asksForSignIn: config.enforcement !== undefined });
  return server;
}

/** A browser that opens the endpoint asks for HTML; a GraphQL client never does. */
function isPageVisit(request: FastifyRequest): boolean {
  return (
    request.method === 'GET' &&
    (request.headers.accept ?? '').includes('text/html') &&
    !/[?&](?:query|documentId|extensions)=/.test(request.url)
  );
}

/** A request past the door, with the version of the graph that answers it whatever comes meanwhile. */
interface AdmittedRequest {
  readonly admission: Admission;
  readonly lease: Lease;
}

/** Who asks is found out before a byte of the body is read. */
function serveGraphql(server: FastifyInstance, { versions, config, audit, rateLimits, streams, observability }: HttpServerOptions): void {
  const admittedRequests = new WeakMap<FastifyRequest, AdmittedRequest>();
  const admittedAs = (request: FastifyRequest): AdmittedRequest => {
    const found = admittedRequests.get(request);
    if (found === undefined) throw new Error('A request came past the door.');
    return found;
  };
  const isPage = (request: FastifyRequest): boolean => config.hasIntrospection && isPageVisit(request);
  const answerOf = handlers(async (request, reply) => {
    const record = observability.recordOf(request);
    return { ...admittedAs(request).admission, record, ...requestOf(request, reply, config) };
  });
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: async (request, reply) => {
      const requestId = newRequestId();
      void reply.header('x-request-id', requestId).header('cache-control', 'no-store');
      if (isPage(request)) return;
      const lease = versions.lease();
      reply.raw.once('close', lease.release);
      const admission = await admitted(request, requestId, lease.graph.admit, audit);
      await rateLimits?.take(admission.signIn, request.ip);
      admittedRequests.set(request, { admission, lease });
    },
    onSend: async (_request, reply, payload) => {
      varyByCaller(reply, config);
      return payload;
    },
    handler: (request, reply) => {
      if (isPage(request)) return sendGraphiqlPage(reply);
      const { lease } = admittedAs(request);
      if (!asksForEvents(request)) return answerOf(lease.graph.apollo).call(server, request, reply);
      lease.release(); // A stream outlives versions, and sees to itself.
      return streams.serve(request, reply, forwardedHeaders(request.headers, config));
    },
  });
  streams.listen(server.server);
}

/** One handler for each server, which goes with it. */
function handlers(context: (request: FastifyRequest, reply: FastifyReply) => Promise<RequestContext>) {
  const made = new WeakMap<ApolloServer<RequestContext>, RouteHandlerMethod>();
  return (apollo: ApolloServer<RequestContext>): RouteHandlerMethod => {
    const handler: RouteHandlerMethod = made.get(apollo) ?? fastifyApolloHandler(apollo, { context });
    made.set(apollo, handler);
    return handler;
  };
}

/** What a client may keep is for whoever asked, in the same way. */
function varyByCaller(reply: FastifyReply, { forwardHeaders }: Config): void {
  if (!String(reply.getHeader('cache-control')).startsWith('private')) return;
  const already = reply.getHeader('vary');
  void reply.header('vary', [already, 'authorization', ...forwardHeaders].filter((name) => name !== undefined).join(', '));
}

async function admitted(request: FastifyRequest, requestId: string, admit: Admit, audit: GatewayAudit | undefined): Promise<Admission> {
  try {
    return await admit(request.headers.authorization, requestId);
  } catch (failure) {
    if (failure instanceof Unauthenticated) await audit?.refusedSignIn(requestId);
    throw failure;
  }
}

function requestOf(request: FastifyRequest, reply: FastifyReply, config: Config): Pick<RequestContext, 'headers' | 'signal'> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DeadlineExceeded('The request took longer than allowed.')), config.requestTimeoutMs);
  reply.raw.once('close', () => {
    clearTimeout(timer);
    if (!reply.raw.writableFinished) controller.abort(new Error('The client left.'));
  });
  return { headers: forwardedHeaders(request.headers, config), signal: controller.signal };
}

function sendFailure(reply: FastifyReply, error: FastifyError, config: Config): FastifyReply {
  const failure =
    error.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
      ? new PayloadTooLarge('The request is larger than allowed.', { limit: config.limits.bodyBytes })
      : error;
  if (failure instanceof HealthGraphError) {
    const { retryAfterSeconds } = failure.details;
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
    // RFC 6750, section 3: the one thing that is told about a wrong token.
    if (failure instanceof Unauthenticated) void reply.header('www-authenticate', 'Bearer error="invalid_token"');
    return reply
      .code(failure.httpStatus)
      .send({ errors: [{ message: failure.message, extensions: { ...failure.details, code: failure.code } }] });
  }
  const status = failure.statusCode ?? 500;
  if (status >= 500)
    return reply.code(500).send({ errors: [{ message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
  const message = status === 415 ? 'The body must be JSON.' : 'The request cannot be read.';
  return reply.code(status).send({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
}

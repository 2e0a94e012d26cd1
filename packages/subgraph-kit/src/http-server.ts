import { Readable } from 'node:stream';
import { BadUserInput, HealthGraphError, NotFound, PayloadTooLarge } from '@health-graph/errors';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { answerError } from './answer-error.ts';
import { exportStream } from './export-route.ts';
import { ingestStream } from './ingest-route.ts';
import { verifyInternal } from './internal-trust.ts';
import type { SubgraphStore } from './subgraph-store.ts';
import { trustKeysPath } from './trust/endpoint-trust.ts';
import type { PublishedKeys } from './trust/key-pair.ts';
import { trustHeader } from './trust/signed-header.ts';

/** Who asks on the internal contract. */
export interface InternalAsker {
  /** The name of a partner; absent for a part of this installation. */
  readonly partner?: string | undefined;
  /** The gateway's header of the request for which it asks, as the asker passed it on; not verified. */
  readonly gatewayHeader?: string | undefined;
}

/** A route of the internal contract that takes one JSON value and answers with one. */
export type InternalRoute = (body: unknown, by: InternalAsker) => Promise<unknown>;

export interface HttpServerOptions {
  readonly store: SubgraphStore;
  /** Beside ingest and export: `/internal/facts`. */
  readonly internalRoutes?: Readonly<Record<`/internal/${string}`, InternalRoute>>;
  readonly internalSecret: string;
  /** What the gateway has to know to sign fetches. */
  readonly publishedKeys: () => PublishedKeys;
  readonly maxBodyBytes: number;
  readonly log: Logger;
  readonly now: () => number;
}

const ndjson = 'application/x-ndjson';

/** The HTTP side of a subgraph without GraphQL: health, the internal contract, and what every failure answers. */
export function httpServer(options: HttpServerOptions): FastifyInstance {
  const { store, internalRoutes = {}, internalSecret, publishedKeys, maxBodyBytes, log, now } = options;
  const server = Fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    keepAliveTimeout: 72_000,
    requestTimeout: 0,
    forceCloseConnections: 'idle',
  });
  keepRawBodies(server);
  server.addContentTypeParser(ndjson, (_request, payload, done) => done(null, payload));
  server.setErrorHandler((failure, _request, reply) => sendFailure(failure, reply, log));
  server.setNotFoundHandler((_request, reply) => sendFailure(new NotFound('There is nothing here.'), reply, log));

  server.get('/health', async (_request, reply) => {
    const isReady = await store.isReady();
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'store unavailable' });
  });

  server.get(trustKeysPath, (_request, reply) => reply.header('cache-control', 'no-store').send(publishedKeys()));

  const streams = { '/internal/ingest': ingestStream, '/internal/export': exportStream } as const;
  const askers = new WeakMap<FastifyRequest, InternalAsker>();
  const proved = (path: string) => async (request: FastifyRequest) => {
    const { method, headers } = request;
    const partner = verifyInternal(internalSecret, { method, path }, headers.authorization, now());
    const header = headers[trustHeader];
    askers.set(request, { partner, gatewayHeader: typeof header === 'string' ? header : undefined });
  };
  for (const [path, route] of Object.entries(internalRoutes))
    server.post(path, { onRequest: proved(path), handler: (request) => route(request.body, askers.get(request) ?? {}) });
  for (const [path, stream] of Object.entries(streams)) {
    server.post(path, {
      onRequest: proved(path),
      handler: async (request, reply) => reply.type(ndjson).send(await started(stream(bodyOf(request), store), log)),
    });
  }
  return server;
}

/** The bytes of each JSON body as they came: a signature is over them, and not over what a parser made of them. */
const rawBodies = new WeakMap<FastifyRequest, Buffer>();

export const rawBodyOf = (request: FastifyRequest): Buffer => rawBodies.get(request) ?? Buffer.alloc(0);

function keepRawBodies(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    rawBodies.set(request, body as Buffer);
    parseJson(request, body.toString('utf8'), done);
  });
}

function bodyOf(request: FastifyRequest): AsyncIterable<Uint8Array> {
  if (request.body instanceof Readable) return request.body;
  throw new BadUserInput('The body is not NDJSON.', { argument: 'content-type' });
}

/** Waits for the first piece, so that a failure before it has its own status; one after it can only break the stream off. */
async function started(pieces: AsyncGenerator<string>, log: Logger): Promise<Readable> {
  const first = await pieces.next();
  return Readable.from(logged(first, pieces, log), { objectMode: false });
}

async function* logged(first: IteratorResult<string>, rest: AsyncGenerator<string>, log: Logger): AsyncGenerator<string> {
  try {
    if (first.done) return;
    yield first.value;
    yield* rest;
  } catch (failure) {
    log.error({ error: failure }, 'A stream broke off.');
    throw failure;
  } finally {
    await rest.return(undefined);
  }
}

function sendFailure(failure: unknown, reply: FastifyReply, log: Logger): FastifyReply {
  const known = known400(failure);
  const error = answerError(known, (cause) => log.error({ error: cause }, 'A request failed.'));
  return reply
    .code(known instanceof HealthGraphError ? known.httpStatus : 500)
    .type('application/json')
    .send({ errors: [error] });
}

/** Fastify's own refusals, in our words. */
function known400(failure: unknown): unknown {
  if (!(failure instanceof Error) || !('statusCode' in failure) || failure instanceof HealthGraphError) return failure;
  if (failure.statusCode === 413) return new PayloadTooLarge('The body is larger than allowed.', {}, { cause: failure });
  const isCallers = typeof failure.statusCode === 'number' && failure.statusCode >= 400 && failure.statusCode < 500;
  return isCallers ? new BadUserInput('The request is not as the contract asks.', {}, { cause: failure }) : failure;
}

import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../request-context.ts';
import type { Metrics } from './metrics.ts';
import { limitOf, outcomeOf } from './outcome.ts';
import type { RequestLog } from './request-log.ts';
import type { RequestRecord } from './request-record.ts';
import type { RequestSpans } from './request-spans.ts';

export interface Observers {
  /** Absent: nothing is measured. */
  readonly metrics: Metrics | undefined;
  readonly log: RequestLog;
  /** Absent: nothing is traced. */
  readonly spans: RequestSpans | undefined;
}

/** The records of requests that are being answered. */
export type Records = WeakMap<FastifyRequest, RequestRecord>;

/** Begins a record for each request of the graph, and hands it over when the last byte is gone or the client left. */
export function observeRequests(server: FastifyInstance, records: Records, observers: Observers): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url === '/graphql') {
      const record: RequestRecord = { startedAt: performance.now(), span: observers.spans?.begin(), fetches: 0, cutFields: 0 };
      records.set(request, record);
      observers.metrics?.requestBegan();
      reply.raw.once('close', () => end(record, reply, observers));
    }
    done();
  });
}

/** Failures before a request was an operation, or beside one. */
export function observeFailures(server: FastifyInstance, records: Records, log: RequestLog): void {
  server.addHook('onError', (request, reply, error, done) => {
    const record = records.get(request);
    const limit = limitOf(error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? 'PAYLOAD_TOO_LARGE' : error.code, undefined);
    if (record !== undefined && limit !== undefined) record.refusedBy = limit;
    // Fastify's own refusals are about what a client sent.
    if (error.statusCode === undefined || error.statusCode >= 500)
      log.failed(error, String(reply.getHeader('x-request-id') ?? ''), undefined);
    done();
  });
}

function end(record: RequestRecord, reply: FastifyReply, { metrics, log, spans }: Observers): void {
  const durationMs = performance.now() - record.startedAt;
  const status = reply.raw.statusCode;
  const outcome = outcomeOf(status, String(reply.getHeader('content-type') ?? ''), record);
  const told = reply.raw.writableFinished || outcome === 'stream' ? outcome : 'client_left';
  metrics?.requestEnded(record, told, told === 'stream' ? undefined : durationMs / 1_000);
  log.ended(record, { requestId: String(reply.getHeader('x-request-id') ?? ''), outcome: told, status, durationMs });
  spans?.end(record, told, status);
}

/** Notes of what became of an operation: how its result looks, never what is in it. */
export function createResultPlugin(log: RequestLog): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue, queryHash }) => {
        for (const error of errors) log.failed(error, contextValue.requestId, queryHash);
      },
      willSendResponse: async ({ contextValue: { record }, response, queryHash }) => {
        if (record === undefined) return;
        if (queryHash !== undefined) record.hash = queryHash;
        const { data, errors = [] } = response.body.kind === 'single' ? response.body.singleResult : response.body.initialResult;
        record.result = errors.length === 0 ? 'answered' : data === undefined || data === null ? 'failed' : 'partial';
        const limit = errors
          .map(({ extensions }) => limitOf(extensions?.['code'], extensions?.['what']))
          .find((found) => found !== undefined);
        if (limit !== undefined) record.refusedBy = limit;
      },
    }),
  };
}

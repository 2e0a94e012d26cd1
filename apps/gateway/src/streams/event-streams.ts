import type { ServerResponse } from 'node:http';
import { sendEventStream } from '@health-graph/subgraph-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import { maskError, maskFailure } from '../mask-errors.ts';
import type { StreamSettings } from '../settings.ts';
import type { CallerSession } from './caller-session.ts';
import type { OperationStreams, Results } from './operation-streams.ts';
import type { Places } from './places.ts';
import type { OperationRequest } from './prepare-operation.ts';

export interface EventStreamsOptions {
  readonly operations: OperationStreams;
  readonly places: Places;
  readonly settings: StreamSettings;
}

/** GraphQL over SSE in its distinct connections mode: a `POST` that accepts `text/event-stream` is answered with a stream of results. */
export interface EventStreams {
  /** The reply is this function's from now on. @throws {RateLimited} when the caller has too much open */
  serve(request: FastifyRequest, reply: FastifyReply, session: CallerSession): void;
  /** Cuts every stream off: without `complete`, a client opens it again elsewhere. */
  close(): void;
}

export const asksForEvents = ({ method, headers }: FastifyRequest): boolean =>
  method === 'POST' && headers.accept?.includes('text/event-stream') === true;

export function createEventStreams({ operations, places, settings }: EventStreamsOptions): EventStreams {
  const open = new Set<ServerResponse>();
  let isClosed = false;
  return {
    serve: ({ body }, reply, session) => {
      const free = places.take(session.key);
      reply.hijack();
      const response = reply.raw;
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) response.setHeader(name, value);
      open.add(response);
      if (isClosed) response.destroy(); // It began while the server was told to close.
      const results = withFarewell(resultsOf(body as OperationRequest | undefined, operations, session));
      const stopWatching = session.watch(settings.heartbeatMs, results.end);
      void sendEventStream(results, { response, ...settings }).finally(() => {
        open.delete(response);
        stopWatching();
        free();
      });
    },
    close: () => {
      isClosed = true;
      for (const response of open) response.destroy();
    },
  };
}

function resultsOf(request: OperationRequest | undefined, operations: OperationStreams, session: CallerSession): Results {
  const prepared = operations.prepare(request ?? {});
  return 'errors' in prepared
    ? refused(prepared.errors.map((error) => maskError(error.toJSON(), error)))
    : operations.run(prepared, session);
}

async function* refused(errors: NonNullable<FormattedExecutionResult['errors']>): Results {
  yield { errors };
}

/** A stream of events has no code to close with: what ends it is its last result. */
function withFarewell(results: Results): AsyncIterator<FormattedExecutionResult, void> & { end(failure: unknown): void } {
  let isOver = false;
  let ended: { readonly failure: unknown } | undefined;
  const farewell = (failure: unknown): IteratorResult<FormattedExecutionResult, void> => {
    isOver = true;
    return { value: { errors: [maskFailure(failure)] }, done: false };
  };
  return {
    end: (failure) => {
      ended ??= { failure };
      void results.return(undefined).catch(() => undefined); // Told by `next`.
    },
    next: async () => {
      if (isOver) return { value: undefined, done: true };
      try {
        const step = await results.next();
        return step.done === true && ended !== undefined ? farewell(ended.failure) : step;
      } catch (failure) {
        return farewell(failure);
      }
    },
    return: async () => {
      isOver = true;
      return results.return(undefined);
    },
  };
}

import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { sendEventStream } from './event-stream.ts';

/** The streams that a server has open. */
export interface OpenStreams {
  /** Sends results until either side ends; the reply is this function's from now on. */
  serve(reply: FastifyReply, results: AsyncIterator<unknown>): void;
  /** Cuts all of them off: without `complete`, their readers open them again elsewhere. */
  close(): void;
}

const heartbeatMs = 15_000;
/** The gateway gives up a slow client much earlier, and closes the stream behind it. */
const slowReaderMs = 60_000;

export function openStreams(log: Logger): OpenStreams {
  const open = new Set<FastifyReply['raw']>();
  let isClosed = false;
  return {
    serve: (reply, results) => {
      reply.hijack();
      open.add(reply.raw);
      if (isClosed) reply.raw.destroy(); // It began while the server was told to close.
      sendEventStream(results, { response: reply.raw, heartbeatMs, slowReaderMs })
        .catch((failure: unknown) => log.error({ error: failure }, 'A stream broke off.'))
        .finally(() => open.delete(reply.raw));
    },
    close: () => {
      isClosed = true;
      for (const response of open) response.destroy();
    },
  };
}

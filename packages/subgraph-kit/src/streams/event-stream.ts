import type { ServerResponse } from 'node:http';

export interface EventStreamOptions {
  readonly response: ServerResponse;
  /** How often something is sent where nothing happens, so that nobody on the way takes the connection for dead. */
  readonly heartbeatMs: number;
  /** How long a reader may take nothing of what waits for it. */
  readonly slowReaderMs: number;
}

/** How a stream ended. */
export type StreamEnd = 'complete' | 'reader left' | 'slow reader';

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  connection: 'keep-alive',
  'x-accel-buffering': 'no', // A proxy that collects events would deliver them late.
};

/**
 * Sends results as the distinct connections mode of GraphQL over SSE asks. The next one is taken when the reader took the last, so that what waits
 * is bounded by the socket. `results.return()` is called when the reader leaves, also while a result is awaited.
 * Rejects with what `results` throws, the connection cut: without `complete`, a reader knows that the stream broke off.
 */
export async function sendEventStream(results: AsyncIterator<unknown>, options: EventStreamOptions): Promise<StreamEnd> {
  const { response, heartbeatMs, slowReaderMs } = options;
  let hasLeft: boolean = response.destroyed;
  const leave = (): void => {
    hasLeft = true;
    void results.return?.().catch(() => undefined); // What it throws is thrown by `next`, too.
  };
  if (hasLeft) {
    leave();
    return 'reader left';
  }
  response.once('close', leave);
  response.writeHead(200, headers);
  response.write(':\n\n');
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, heartbeatMs).unref();
  try {
    for (;;) {
      const { value, done } = await results.next();
      if (hasLeft) return 'reader left';
      if (done === true) {
        response.end('event: complete\ndata:\n\n');
        return 'complete';
      }
      if (response.write(`event: next\ndata: ${JSON.stringify(value)}\n\n`)) continue;
      const outcome = await taken(response, slowReaderMs);
      if (outcome !== 'taken') return outcome;
    }
  } finally {
    clearInterval(heartbeat);
    if (!response.writableEnded) response.destroy();
  }
}

function taken(response: ServerResponse, slowReaderMs: number): Promise<'taken' | 'reader left' | 'slow reader'> {
  return new Promise((resolve) => {
    const settle = (outcome: 'taken' | 'reader left' | 'slow reader'): void => {
      clearTimeout(timer);
      response.off('drain', onDrain).off('close', onClose);
      resolve(outcome);
    };
    const onDrain = (): void => settle('taken');
    const onClose = (): void => settle('reader left');
    const timer = setTimeout(() => settle('slow reader'), slowReaderMs).unref();
    response.once('drain', onDrain).once('close', onClose);
  });
}

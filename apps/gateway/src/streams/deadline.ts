import { DeadlineExceeded } from '@health-graph/errors';

/** Until when one piece of work of a connection may last. */
export interface Deadline {
  /** Aborts when the time is over, or the connection ends. */
  readonly signal: AbortSignal;
  /** The work is done. */
  clear(): void;
}

export function createDeadline(connection: AbortSignal, timeoutMs: number): Deadline {
  const controller = new AbortController();
  const end = (): void => controller.abort(new Error('The client left.'));
  const timer = setTimeout(() => controller.abort(new DeadlineExceeded('The request took longer than allowed.')), timeoutMs);
  connection.addEventListener('abort', end, { once: true });
  if (connection.aborted) end();
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      connection.removeEventListener('abort', end);
    },
  };
}

import { HealthGraphError } from '@health-graph/errors';

/** What a role gives back once it listens. */
export interface Running<Ready> {
  readonly ready: Ready;
  close(): Promise<void>;
}

/**
 * The frame of a child process: waits for its configuration, starts, reports, and drains when it is told to end or when its parent is gone.
 * What is known only when others have started is told later; `told` waits for it.
 * A reason that is not ours to show stays out of the message; it goes to standard error with its stack.
 */
export function runRole<Config, Ready, Told = never>(start: (config: Config, told: () => Promise<Told>) => Promise<Running<Ready>>): void {
  const told = Promise.withResolvers<Told>();
  let running: Promise<Running<Ready>> | undefined;
  let isEnding = false;
  const end = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    await (await running?.catch(() => undefined))?.close();
    process.exit(0);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', () => {}); // Ctrl-C reaches the whole group; the parent ends us in order.
  process.on('disconnect', end);
  process.on('message', async (message: { readonly begin: Config } | { readonly tell: Told }) => {
    if ('tell' in message) return told.resolve(message.tell);
    try {
      running = start(message.begin, () => told.promise);
      process.send?.({ ready: (await running).ready });
    } catch (failure) {
      process.send?.({ failed: reasonOf(failure) });
      if (!(failure instanceof HealthGraphError)) process.stderr.write(`${failure instanceof Error ? failure.stack : String(failure)}\n`);
    }
  });
}

function reasonOf(failure: unknown): string {
  if (failure instanceof HealthGraphError) return `${failure.message} ${JSON.stringify(failure.details)}`;
  const code = (failure as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') return 'the port is taken; choose another with --port.';
  return failure instanceof Error ? failure.message : 'unknown reason';
}

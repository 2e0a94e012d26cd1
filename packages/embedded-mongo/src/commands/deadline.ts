import { CommandFailure } from '../errors/command-failure.ts';
import { nonNegative } from './arguments.ts';
import type { CommandCall } from './command.ts';

/** A check to be called now and then while a command works: it throws when `maxTimeMS` has passed or the client is gone. */
export const deadlineOf = (call: CommandCall): (() => void) => {
  const maxTimeMs = nonNegative(call.body, 'maxTimeMS', call.name) ?? 0;
  const end = maxTimeMs === 0 ? Number.POSITIVE_INFINITY : performance.now() + maxTimeMs;
  const { closed } = call.connection;
  const { stopping } = call.server;
  return () => {
    if (performance.now() > end) throw new CommandFailure('MaxTimeMSExpired', 'operation exceeded time limit');
    if (stopping.aborted) throw new CommandFailure('InterruptedAtShutdown', 'interrupted at shutdown');
    if (closed.aborted) throw new CommandFailure('Interrupted', 'operation was interrupted because a client disconnected');
  };
};

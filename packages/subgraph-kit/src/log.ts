import { HealthGraphError } from '@health-graph/errors';
import { type DestinationStream, type Logger, pino } from 'pino';

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/**
 * JSON lines, on standard error unless told otherwise. Only our own static sentences, codes, ids and numbers go in: no URL, no query, no variables, and of a foreign
 * error its name and frames but not its message, which may quote what a record holds.
 */
export function createLog(app: string, level: LogLevel, to: DestinationStream = pino.destination({ fd: 2, sync: true })): Logger {
  return pino({ base: { app }, level, serializers: { error: describeFailure } }, to);
}

/** A failure without what it may have read. */
export function describeFailure(failure: unknown): object {
  if (!(failure instanceof Error)) return { name: typeof failure };
  const frames = (failure.stack ?? '')
    .replace(failure.message, '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '));
  return {
    name: failure.name,
    ...(failure instanceof HealthGraphError ? { code: failure.code, message: failure.message, details: failure.details } : {}),
    ...(frames.length > 0 ? { frames: frames.slice(0, 12).map((frame) => frame.trim()) } : {}),
    ...(failure.cause === undefined ? {} : { cause: describeFailure(failure.cause) }),
  };
}

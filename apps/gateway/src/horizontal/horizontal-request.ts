import type { Send } from './ask-hospital.ts';
import type { CompiledFetch } from './compiled-fetch.ts';
import type { JoinedCursors } from './joined-cursors.ts';
import type { Routing } from './routes.ts';
import type { Sources } from './sources.ts';

/** What one request brings along. */
export interface HorizontalRequest extends Routing {
  readonly compile: (query: string) => CompiledFetch;
  readonly cursors: JoinedCursors;
  readonly sources: Sources;
  readonly send: Send;
  readonly signal: AbortSignal | undefined;
  readonly deadlineMs: number;
  /** Written down: an endpoint answered with what it may not. */
  readonly violated: (endpoint: string, violation: 'key' | 'shape') => void;
}

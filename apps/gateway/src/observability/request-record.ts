import type { Span } from '@opentelemetry/api';
import type { Limit } from './outcome.ts';

/** What is noted of one request while it runs: numbers, a hash and words of ours. Nothing that a client wrote. */
export interface RequestRecord {
  /** Of the monotonic clock, in milliseconds. */
  readonly startedAt: number;
  /** Absent where nothing is traced. */
  readonly span: Span | undefined;
  /** SHA-256 of the document's text. */
  hash?: string;
  /** Estimated. */
  cost?: number;
  fetches: number;
  cutFields: number;
  result?: 'answered' | 'partial' | 'failed';
  refusedBy?: Limit;
}

/** A request whose operation may be looked at; absent where nobody looks. */
export interface ObservedContext {
  readonly record?: RequestRecord | undefined;
}

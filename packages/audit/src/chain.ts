import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AuditEvent } from './audit-event.ts';

/** An event in its place: each writer has a chain of its own, numbered from 1 without a gap. */
export interface ChainedEvent {
  readonly writer: string;
  readonly sequence: number;
  /** Hash of the event before; of the writer's name for the first. */
  readonly previous: string;
  /** SHA-256 over writer, sequence, previous and event, hex. */
  readonly hash: string;
  readonly event: AuditEvent;
}

/** The end of a chain. */
export interface Head {
  readonly writer: string;
  readonly sequence: number;
  readonly hash: string;
}

/** What the first event of a chain points to. */
export function genesis(writer: string): Head {
  return { writer, sequence: 0, hash: sha256(`health-graph audit chain ${writer}`) };
}

/** `event` behind `head`. */
export function chained({ writer, sequence, hash }: Head, event: AuditEvent): ChainedEvent {
  const link = { writer, sequence: sequence + 1, previous: hash, event };
  return { ...link, hash: hashOf(link) };
}

/** The hash that an event must have: RFC 8785 canonical JSON, so that a change of field order in the store is no change. */
export function hashOf({ writer, sequence, previous, event }: Omit<ChainedEvent, 'hash'>): string {
  const text = canonicalize({ writer, sequence, previous, event });
  if (text === undefined) throw new Error('An event is always an object.');
  return sha256(text);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

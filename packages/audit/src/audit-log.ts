import { AuditUnavailable } from '@health-graph/errors';
import type { StoreConnection } from '@health-graph/store';
import type { AuditEvent } from './audit-event.ts';
import { type ChainedEvent, genesis, type Head } from './chain.ts';

/** The audit log in its database: one collection for all writers' chains. Nothing here changes or removes an event. */
export interface AuditLog {
  prepare(): Promise<void>;
  /** The end of a writer's chain, or its genesis. */
  headOf(writer: string): Promise<Head>;
  writers(): Promise<readonly string[]>;
  /** Adds events behind each other, journaled on a majority. After a failure a first part of them may be there: a chain is whole at any length. */
  insert(events: readonly ChainedEvent[]): Promise<void>;
  /** A writer's events in order. */
  eventsOf(writer: string): AsyncIterable<ChainedEvent>;
}

/** An event as it lies in the database, under the name of its place in the chain. */
export type StoredEvent = ChainedEvent & { readonly _id: string };

export const collectionName = 'audit_events';
const durably = { writeConcern: { w: 'majority', journal: true } } as const;

/** @throws {AuditUnavailable} from every method when the store does not answer */
export function auditLog({ mongoose }: Pick<StoreConnection, 'mongoose'>): AuditLog {
  const events = mongoose.collection<StoredEvent>(collectionName);
  return {
    prepare: () =>
      available(async () => {
        await events.createIndex({ writer: 1, sequence: 1 }, { unique: true });
        await events.createIndex({ 'event.entries.patientId': 1, 'event.at': -1, _id: -1 });
        await events.createIndex({ 'event.actor.accountId': 1, 'event.at': -1, _id: -1 });
        await events.createIndex({ 'event.at': -1, _id: -1 });
      }),
    headOf: (writer) =>
      available(async () => {
        const last = await events.find({ writer }).sort({ sequence: -1 }).limit(1).next();
        return last ? { writer, sequence: last.sequence, hash: last.hash } : genesis(writer);
      }),
    writers: () => available(async () => (await events.distinct('writer')).sort()),
    insert: (chain) =>
      available(async () => {
        const [first, ...others] = chain.map((event) => ({ _id: `${event.writer}:${event.sequence}`, ...event }));
        if (first === undefined) return;
        // One by itself costs the driver a good deal less than a list of one.
        await (others.length === 0
          ? events.insertOne(first, durably)
          : events.insertMany([first, ...others], { ordered: true, ...durably }));
      }),
    eventsOf: (writer) => streamed(events.find({ writer }).sort({ sequence: 1 })),
  };
}

/** The events that `found` gives, one after the other. @throws {AuditUnavailable} when the store stops answering */
export async function* streamed(found: AsyncIterable<StoredEvent>): AsyncGenerator<ChainedEvent> {
  try {
    for await (const stored of found) yield withoutId(stored);
  } catch (cause) {
    throw unavailable(cause);
  }
}

export function withoutId({ writer, sequence, previous, hash, event }: StoredEvent): ChainedEvent {
  return { writer, sequence, previous, hash, event: event satisfies AuditEvent };
}

/** What `work` gives. @throws {AuditUnavailable} when the store does not answer */
export async function available<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw unavailable(cause);
  }
}

const unavailable = (cause: unknown) => new AuditUnavailable('The audit log cannot be reached.', {}, { cause });

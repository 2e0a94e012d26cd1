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
  /** Adds events behind each other, all or none, journaled on a majority. */
  insert(events: readonly ChainedEvent[]): Promise<void>;
  /** A writer's events in order. */
  eventsOf(writer: string): AsyncIterable<ChainedEvent>;
  /** Who looked at a patient, the newest first. */
  eventsAbout(patientId: string, options: { readonly before?: string; readonly limit: number }): Promise<readonly ChainedEvent[]>;
}

type StoredEvent = ChainedEvent & { readonly _id: string };

/** @throws {AuditUnavailable} from every method when the store does not answer */
export function auditLog({ mongoose }: StoreConnection): AuditLog {
  const events = mongoose.collection<StoredEvent>('audit_events');
  return {
    prepare: () =>
      available(async () => {
        await events.createIndex({ writer: 1, sequence: 1 }, { unique: true });
        await events.createIndex({ 'event.entries.patientId': 1, 'event.at': -1, _id: -1 });
        await events.createIndex({ 'event.actor.accountId': 1, 'event.at': -1 });
      }),
    headOf: (writer) =>
      available(async () => {
        const last = await events.find({ writer }).sort({ sequence: -1 }).limit(1).next();
        return last ? { writer, sequence: last.sequence, hash: last.hash } : genesis(writer);
      }),
    writers: () => available(async () => (await events.distinct('writer')).sort()),
    insert: (chain) =>
      available(async () => {
        const stored = chain.map((event) => ({ _id: `${event.writer}:${event.sequence}`, ...event }));
        await events.insertMany(stored, { ordered: true, writeConcern: { w: 'majority', journal: true } });
      }),
    eventsOf: async function* (writer) {
      for await (const stored of events.find({ writer }).sort({ sequence: 1 })) yield withoutId(stored);
    },
    eventsAbout: (patientId, { before, limit }) =>
      available(async () => {
        const filter = { 'event.entries.patientId': patientId, ...(before === undefined ? {} : { 'event.at': { $lt: before } }) };
        const found = await events.find(filter).sort({ 'event.at': -1, _id: -1 }).limit(limit).toArray();
        return found.map(withoutId);
      }),
  };
}

function withoutId({ writer, sequence, previous, hash, event }: StoredEvent): ChainedEvent {
  return { writer, sequence, previous, hash, event: event satisfies AuditEvent };
}

async function available<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new AuditUnavailable('The audit log cannot be reached.', {}, { cause });
  }
}

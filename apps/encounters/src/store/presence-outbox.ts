import { randomUUID } from 'node:crypto';
import { type BesideCollection, type OnWritten, type StoreConnection, translated } from '@health-graph/store';
import type { Outbox } from '../outbox/outbox-relay.ts';

/** A patient of whom something was written: what is held of them has to be told. */
export interface WaitingPatient {
  /** One of its own for each write, so that two that write about one patient do not wait for each other. */
  readonly _id: string;
  readonly at: Date;
  readonly patientId: string;
  /** When the locator refused it: it stays for whoever looks into it, and holds nothing up. */
  readonly refusedAt?: Date;
}

export const presenceOutbox: BesideCollection = { name: 'presence_outbox', indexes: [{ refusedAt: 1, at: 1, _id: 1 }] };

const waiting = ({ mongoose }: StoreConnection) => mongoose.collection<WaitingPatient>(presenceOutbox.name);

/** Notes each patient of whom records are written, in the records' own transaction. */
export const notePresence: OnWritten = async (records, session, store) => {
  const patients = new Map(
    records.flatMap(({ document: { patientId, recordedAt } }) => (patientId === undefined ? [] : [[patientId, recordedAt] as const])),
  );
  const rows = [...patients].map(([patientId, at]): WaitingPatient => ({ _id: randomUUID(), at, patientId }));
  if (rows.length > 0) await waiting(store).insertMany(rows, { session });
};

export const presenceOutboxOf = (store: StoreConnection): Outbox<WaitingPatient> => ({
  oldest: (limit) =>
    translated(() =>
      waiting(store)
        .find({ refusedAt: { $exists: false } }, { sort: { at: 1, _id: 1 }, limit, batchSize: limit + 1 })
        .toArray(),
    ),
  told: async (rows) => {
    await translated(() => waiting(store).deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } }));
  },
  refused: async ({ _id }, at) => {
    await translated(() => waiting(store).updateOne({ _id }, { $set: { refusedAt: at } }));
  },
});

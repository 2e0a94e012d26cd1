import { randomUUID } from 'node:crypto';
import type { OnWritten, StoreConnection } from '@health-graph/store';
import type { Outbox } from '../outbox/outbox-relay.ts';
import { outboxCollection, storedOutbox, type Waiting } from './stored-outbox.ts';

/** A patient of whom something was written: what is held of them has to be told. */
export interface WaitingPatient extends Waiting {
  /** One of its own for each write, so that two that write about one patient do not wait for each other. */
  readonly _id: string;
  readonly patientId: string;
}

export const presenceOutbox = outboxCollection('presence_outbox');

const waiting = ({ mongoose }: StoreConnection) => mongoose.collection<WaitingPatient>(presenceOutbox.name);

/** Notes each patient of whom records are written, in the records' own transaction. */
export const notePresence: OnWritten = async (records, session, store) => {
  const patients = new Map(
    records.flatMap(({ document: { patientId, recordedAt } }) => (patientId === undefined ? [] : [[patientId, recordedAt] as const])),
  );
  const rows = [...patients].map(([patientId, at]): WaitingPatient => ({ _id: randomUUID(), at, patientId }));
  if (rows.length > 0) await waiting(store).insertMany(rows, { session });
};

export const presenceOutboxOf = (store: StoreConnection): Outbox<WaitingPatient> => storedOutbox(store, presenceOutbox);

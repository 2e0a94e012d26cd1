import { type BesideCollection, type StoreConnection, translated } from '@health-graph/store';
import type { Outbox } from '../outbox/outbox-relay.ts';

/** What waits in an outbox to be told. */
export interface Waiting {
  readonly _id: string;
  readonly at: Date;
  /** When whoever has to know refused it: it stays for whoever looks into it, and holds nothing up. */
  readonly refusedAt?: Date;
}

export const outboxCollection = (name: string): BesideCollection => ({ name, indexes: [{ refusedAt: 1, at: 1, _id: 1 }] });

/** The outbox that is kept in a collection beside the records. */
export function storedOutbox<Row extends Waiting>({ mongoose }: StoreConnection, { name }: BesideCollection): Outbox<Row> {
  const rows = mongoose.collection<Waiting>(name);
  return {
    oldest: (limit) =>
      translated(() =>
        rows.find({ refusedAt: { $exists: false } }, { sort: { at: 1, _id: 1 }, limit, batchSize: limit + 1 }).toArray(),
      ) as Promise<readonly Row[]>,
    told: async (told) => {
      await translated(() => rows.deleteMany({ _id: { $in: told.map(({ _id }) => _id) } }));
    },
    refused: async ({ _id }, at) => {
      await translated(() => rows.updateOne({ _id }, { $set: { refusedAt: at } }));
    },
  };
}

import { type StoreConnection, translated } from '@health-graph/store';

/** An operation as it was published. */
export interface RegisteredOperation {
  /** SHA-256 of the document, hex. */
  readonly id: string;
  readonly text: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** Absent: the document's only operation has no name, or there are several. */
  readonly name?: string;
  /** Apps that published it. */
  readonly clients: readonly string[];
  readonly publishedAt: Date;
}

/** Published operations in the gateway's own database, and a number that grows with each change to them. */
export interface OperationStore {
  revision(): Promise<number>;
  all(): Promise<readonly RegisteredOperation[]>;
  /** Adds what is not there, and the client to what is. Gives how many were new. */
  add(operations: readonly RegisteredOperation[]): Promise<number>;
  /** False: there was no such operation. */
  remove(id: string): Promise<boolean>;
}

type StoredOperation = Omit<RegisteredOperation, 'id'> & { readonly _id: string };

const written = { writeConcern: { w: 'majority', journal: true } } as const;

/** @throws {StoreUnavailable} from every method when the store does not answer */
export function operationStore({ mongoose }: Pick<StoreConnection, 'mongoose'>): OperationStore {
  const operations = mongoose.collection<StoredOperation>('registered_operations');
  const revisions = mongoose.collection<{ readonly _id: string; readonly revision: number }>('revisions');
  // The number grows after the change: whoever sees the new number sees the change.
  const changed = () => revisions.updateOne({ _id: 'registered_operations' }, { $inc: { revision: 1 } }, { upsert: true, ...written });
  return {
    revision: () => translated(async () => (await revisions.findOne({ _id: 'registered_operations' }))?.revision ?? 0),
    all: () =>
      translated(async () => {
        const found = await operations.find({}).sort({ _id: 1 }).toArray();
        return found.map(({ _id: id, ...rest }) => ({ id, ...rest }));
      }),
    add: (added) =>
      translated(async () => {
        if (added.length === 0) return 0;
        const { upsertedCount, modifiedCount } = await operations.bulkWrite(
          added.map(({ id, clients, ...fields }) => ({
            updateOne: {
              filter: { _id: id },
              update: { $setOnInsert: fields, $addToSet: { clients: { $each: [...clients] } } },
              upsert: true,
            },
          })),
          { ordered: false, ...written },
        );
        if (upsertedCount + modifiedCount > 0) await changed();
        return upsertedCount;
      }),
    remove: (id) =>
      translated(async () => {
        const { deletedCount } = await operations.deleteOne({ _id: id }, written);
        if (deletedCount > 0) await changed();
        return deletedCount > 0;
      }),
  };
}

import type { OperationUse } from '../operations/operation-recorder.ts';
import type { RecordedOperation } from '../rules/operation-rule.ts';
import type { RegistryCollections, StoredOperation } from './registry-documents.ts';

type Operations = RegistryCollections['operations'];

/** Counts of several replicas add up. */
export async function storeUses(operations: Operations, uses: readonly OperationUse[], at: Date): Promise<void> {
  const updates = uses.map(({ hash, document, name, client, count }) => ({
    updateOne: {
      filter: { _id: `${hash}:${client}` },
      update: {
        $setOnInsert: { hash, document, client, firstSeenAt: at, ...(name === undefined ? {} : { name }) },
        $inc: { count },
        $max: { lastSeenAt: at },
      },
      upsert: true,
    },
  }));
  await operations.bulkWrite(updates, { ordered: false });
}

/** One for each shape, with all of its clients. */
export async function recordedSince(operations: Operations, since: Date): Promise<readonly RecordedOperation[]> {
  const stored = await operations.find({ lastSeenAt: { $gte: since } }).toArray();
  return [...Map.groupBy(stored, ({ hash }) => hash).values()].map(recorded);
}

function recorded(uses: readonly StoredOperation[]): RecordedOperation {
  const [{ hash, document, name }] = uses as readonly [StoredOperation];
  const clients = uses.map(({ client, count, lastSeenAt }) => ({ name: client, count, lastSeenAt: lastSeenAt.toISOString() }));
  return { hash, document, ...(name === undefined ? {} : { name }), clients: clients.toSorted((one, other) => other.count - one.count) };
}

import { toDouble } from '../bson/numbers.ts';
import { findRecords, prepareSearch } from '../planner/execute.ts';
import type { Collection } from '../storage/collection.ts';
import type { IndexDefinition } from '../storage/index-definition.ts';
import { BlockedByTransaction } from '../storage/locks.ts';
import { removeRecord } from '../storage/records.ts';
import type { Store } from '../storage/store.ts';

/** Documents removed at a time. */
const chunkSize = 500;

const isExpiring = (index: IndexDefinition): boolean =>
  index.spec['expireAfterSeconds'] !== undefined && index.fields.length === 1 && !index.isBuilding;

/** Removes some documents whose time is over; true when there may be more. */
const removeExpired = (store: Store, collection: Collection, index: IndexDefinition): Promise<boolean> =>
  store.writer.submit((batch) => {
    if (collection.isDropped) return false;
    const [field] = index.fields;
    const cutoff = new Date(store.now() - toDouble(index.spec['expireAfterSeconds']) * 1000);
    if (field === undefined || Number.isNaN(cutoff.getTime())) return false;
    const prepared = prepareSearch(collection, batch, { filter: { [field.path]: { $lt: cutoff } }, hint: index.name });
    const expired = [];
    for (const found of findRecords(batch, collection, prepared)) {
      if (found !== undefined && index.covers(found.document)) expired.push(found);
      if (expired.length >= chunkSize) break;
    }
    for (const record of expired) {
      try {
        removeRecord(batch, collection, record, {});
      } catch (error) {
        if (!(error instanceof BlockedByTransaction)) throw error; // it is gone next time
      }
    }
    return expired.length === chunkSize;
  });

/** Removes what TTL indexes say is over. */
export const expireDocuments = async (store: Store, stopping: AbortSignal): Promise<void> => {
  for (const collection of [...store.catalog.everything()]) {
    for (const index of collection.indexes.filter(isExpiring)) {
      while (!stopping.aborted && (await removeExpired(store, collection, index)));
    }
  }
};

import { garbageKey, garbageRange } from '../storage/catalog.ts';
import { wholeRange } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';

type GarbageTable = 'records' | 'indexes';

/** Keys removed at a time, so that clients' writes find their way in between. */
const chunkSize = 2000;

const parse = (key: Buffer): readonly [GarbageTable, number] => {
  const [, table, id] = key.toString().split('/');
  return [table as GarbageTable, Number(id)];
};

const isBeingBuilt = (store: Store, table: GarbageTable, id: number): boolean => {
  if (table === 'records') return false;
  for (const collection of store.catalog.everything()) {
    if (collection.indexes.some((index) => index.id === id && index.isBuilding)) return true;
  }
  return false;
};

/**
 * Removes some of the keys; true when none is left. Whether it is garbage is asked within the batch: the index may have
 * been built to its end since the list was read, and is then no garbage any more.
 */
const removeChunk = (store: Store, table: GarbageTable, id: number): Promise<boolean> =>
  store.writer.submit((batch) => {
    if (batch.get('meta', garbageKey(table, id)) === undefined || isBeingBuilt(store, table, id)) return true;
    const keys: Buffer[] = [];
    for (const key of batch.keys(table, wholeRange(id))) {
      keys.push(key);
      if (keys.length >= chunkSize) break;
    }
    for (const key of keys) batch.remove(table, key);
    if (keys.length === chunkSize) return false;
    batch.remove('meta', garbageKey(table, id));
    return true;
  });

/** Clears away what dropped collections and indexes have left behind, a little at a time. */
export const clearGarbage = async (store: Store, stopping: AbortSignal): Promise<void> => {
  const pending = [...store.newest().keys('meta', garbageRange)].map(parse);
  for (const [table, id] of pending) {
    if (isBeingBuilt(store, table, id)) continue;
    while (!stopping.aborted && !(await removeChunk(store, table, id)));
  }
};

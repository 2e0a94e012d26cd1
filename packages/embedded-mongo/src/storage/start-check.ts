import { decode } from '../bson/codec.ts';
import type { Catalog } from './catalog.ts';
import { garbageRange } from './catalog.ts';
import type { Collection } from './collection.ts';
import type { Environment } from './environment.ts';
import { indexKeysOf } from './index-keys.ts';
import { decodeRecordId, plainEntryKey, recordIdOfKey, uniqueEntryKey, wholeRange } from './keys.ts';
import type { Entry, View } from './view.ts';

/** The folder's data contradict themselves: the disk, or somebody else, has changed the files. */
export class StoreDamaged extends Error {
  constructor(finding: string) {
    super(`The store is damaged: ${finding}. Restore it from a backup.`);
    this.name = 'StoreDamaged';
  }
}

/** Records looked at from each end of a collection. */
const sampleSize = 20;

const sample = (view: View, collection: Collection): Entry[] => {
  const entries: Entry[] = [];
  for (const reverse of [false, true]) {
    let taken = 0;
    for (const entry of view.entries('records', { ...wholeRange(collection.id), reverse })) {
      entries.push(entry);
      taken += 1;
      if (taken >= sampleSize) break;
    }
  }
  return entries;
};

const checkRecord = (view: View, collection: Collection, { key, value }: Entry): void => {
  const document = decode(value);
  const recordId = recordIdOfKey(key);
  for (const index of collection.indexes) {
    for (const indexKey of indexKeysOf(index, document).keys) {
      const entry = view.get('indexes', index.isUnique ? uniqueEntryKey(index.id, indexKey) : plainEntryKey(index.id, indexKey, recordId));
      const isRight = entry !== undefined && (!index.isUnique || decodeRecordId(entry) === recordId);
      if (!isRight) throw new StoreDamaged(`index ${index.name} of ${collection.database}.${collection.name} lacks record ${recordId}`);
    }
  }
};

const entryCount = (environment: Environment, table: 'records'): number =>
  Number((environment.tables[table].getStats() as { entryCount?: number }).entryCount ?? Number.NaN);

/** LMDB knows how many records there are in all; together with what awaits clearing that must be what the collections count. */
const checkTotal = (view: View, environment: Environment, catalog: Catalog): void => {
  for (const _garbage of view.keys('meta', garbageRange)) return;
  let counted = 0;
  for (const collection of catalog.everything()) counted += collection.count;
  const found = entryCount(environment, 'records');
  if (found !== counted) throw new StoreDamaged(`${counted} records are counted, ${found} are there`);
};

/** What can be checked at every start without reading everything; `validate` and `checkCollection` read it all. */
export const checkAtStart = (view: View, environment: Environment, catalog: Catalog): void => {
  try {
    checkTotal(view, environment, catalog);
    for (const collection of catalog.everything()) for (const entry of sample(view, collection)) checkRecord(view, collection, entry);
  } catch (error) {
    if (error instanceof StoreDamaged) throw error;
    throw new StoreDamaged(error instanceof Error ? error.message : String(error));
  }
};

import { Binary, Int32, UUID } from 'bson';
import type { Document } from '../bson/document.ts';
import { defineIndex, type IndexDefinition, type StoredIndex, storedIndex } from './index-definition.ts';

/** A collection as the catalog keeps it in memory. Renaming changes `database` and `name`, nothing else does. */
export interface Collection {
  readonly id: number;
  readonly uuid: UUID;
  database: string;
  name: string;
  options: Document;
  indexes: IndexDefinition[];
  /** The next record id; ids are never given twice, so that a record that came back is another one. */
  nextRecord: number;
  /** Of the newest commit. */
  count: number;
  bytes: number;
  isDropped: boolean;
}

export const namespaceOf = (collection: Collection): string => `${collection.database}.${collection.name}`;

export const idIndexSpec = (): Document => ({ v: new Int32(2), key: { _id: new Int32(1) }, name: '_id_' });

export const idIndexOf = (collection: Collection): IndexDefinition => collection.indexes[0] as IndexDefinition;

export const storedCollection = (collection: Collection): Document => ({
  id: collection.id,
  uuid: new Binary(collection.uuid.buffer, Binary.SUBTYPE_UUID),
  database: collection.database,
  name: collection.name,
  options: collection.options,
  indexes: collection.indexes.filter((index) => !index.isBuilding).map(storedIndex),
});

const numberOf = (value: unknown): number => Number(value);

export const loadCollection = (stored: Document): Collection => ({
  id: numberOf(stored['id']),
  uuid: new UUID((stored['uuid'] as Binary).value()),
  database: stored['database'] as string,
  name: stored['name'] as string,
  options: stored['options'] as Document,
  indexes: (stored['indexes'] as Document[]).map((index) => defineIndex(loadIndex(index), 0)),
  nextRecord: 1,
  count: 0,
  bytes: 0,
  isDropped: false,
});

const loadIndex = (stored: Document): StoredIndex => ({
  id: numberOf(stored['id']),
  spec: stored['spec'] as Document,
  multikeyPaths: stored['multikeyPaths'] as string[],
  hasLongKeys: stored['hasLongKeys'] === true,
});

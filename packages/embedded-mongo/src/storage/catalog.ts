import { UUID } from 'bson';
import { decode, encode } from '../bson/codec.ts';
import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { type Collection, idIndexSpec, loadCollection, storedCollection } from './collection.ts';
import { defineIndex, type IndexDefinition } from './index-definition.ts';
import { recordIdOfKey, wholeRange } from './keys.ts';
import type { View, WritableView } from './view.ts';

const nextIdKey = Buffer.from('next');
const collectionKey = (id: number): Buffer => Buffer.from(`c/${id}`);
const statisticsKey = (id: number): Buffer => Buffer.from(`n/${id}`);
/** Records or entries that nothing refers to any more and that wait to be cleared away. */
export const garbageKey = (table: 'records' | 'indexes', id: number): Buffer => Buffer.from(`g/${table}/${id}`);
export const garbageRange = { start: Buffer.from('g/'), end: Buffer.from('g0') };

const encodeStatistics = ({ count, bytes }: Collection): Buffer => {
  const encoded = Buffer.alloc(16);
  encoded.writeDoubleBE(count, 0);
  encoded.writeDoubleBE(bytes, 8);
  return encoded;
};

const lastRecordOf = (view: View, id: number): number => {
  for (const key of view.keys('records', { ...wholeRange(id), reverse: true })) return recordIdOfKey(key);
  return 0;
};

/** Every collection and index by name. The whole of it is in memory; changes are written through a batch. */
export class Catalog {
  readonly #databases = new Map<string, Map<string, Collection>>();
  #nextId: number;
  /** Collections whose entry has changed in memory and is to be written with the next batch, whoever changed it. */
  readonly unsaved = new Set<Collection>();

  constructor(view: View) {
    const next = view.get('meta', nextIdKey);
    this.#nextId = next === undefined ? 1 : next.readDoubleBE(0);
    for (const { value } of view.entries('meta', { start: Buffer.from('c/'), end: Buffer.from('c0') })) this.#load(view, value);
  }

  #load(view: View, stored: Buffer): void {
    const collection = loadCollection(decode(stored));
    const statistics = view.get('meta', statisticsKey(collection.id));
    collection.count = statistics?.readDoubleBE(0) ?? 0;
    collection.bytes = statistics?.readDoubleBE(8) ?? 0;
    collection.nextRecord = lastRecordOf(view, collection.id) + 1;
    this.#register(collection);
  }

  #register(collection: Collection): void {
    const database = this.#databases.get(collection.database) ?? new Map<string, Collection>();
    this.#databases.set(collection.database, database);
    database.set(collection.name, collection);
  }

  #unregister(collection: Collection): void {
    const database = this.#databases.get(collection.database);
    database?.delete(collection.name);
    if (database?.size === 0) this.#databases.delete(collection.database);
  }

  databaseNames(): string[] {
    return [...this.#databases.keys()].sort();
  }

  collectionsOf(database: string): Collection[] {
    return [...(this.#databases.get(database)?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  *everything(): Generator<Collection> {
    for (const database of this.#databases.values()) yield* database.values();
  }

  find(database: string, name: string): Collection | undefined {
    return this.#databases.get(database)?.get(name);
  }

  byUuid(uuid: UUID): Collection | undefined {
    for (const collection of this.everything()) if (collection.uuid.equals(uuid)) return collection;
    return undefined;
  }

  /** Names differing only in case are refused, as MongoDB does: the folder must also work where names fold. */
  create(view: WritableView, database: string, name: string, options: Document): Collection {
    const twin = this.databaseNames().find((other) => other !== database && other.toLowerCase() === database.toLowerCase());
    if (twin !== undefined) {
      throw new CommandFailure(13297, `db already exists with different case already have: [${twin}] trying to create [${database}]`);
    }
    const collection: Collection = {
      id: this.#takeId(view),
      uuid: new UUID(),
      database,
      name,
      options,
      indexes: [],
      nextRecord: 1,
      count: 0,
      bytes: 0,
      isDropped: false,
    };
    const isView = options['viewOn'] !== undefined;
    if (!isView) collection.indexes = [this.defineIndex(view, idIndexSpec(), 0)];
    this.#register(collection);
    this.save(view, collection);
    return collection;
  }

  /** Takes back a drop that was not committed. */
  restore(collection: Collection): void {
    collection.isDropped = false;
    this.#register(collection);
  }

  /** Takes back a creation that was not committed. */
  forget(collection: Collection): void {
    collection.isDropped = true;
    this.#unregister(collection);
  }

  /** An index with an id of its own; the caller adds it to its collection. */
  defineIndex(view: WritableView, spec: Document, builtAt: number, isBuilding = false): IndexDefinition {
    return defineIndex({ id: this.#takeId(view), spec, multikeyPaths: [], hasLongKeys: false }, builtAt, isBuilding);
  }

  save(view: WritableView, collection: Collection): void {
    if (!collection.isDropped) view.put('meta', collectionKey(collection.id), encode(storedCollection(collection)));
  }

  saveStatistics(view: WritableView, collection: Collection): void {
    if (!collection.isDropped) view.put('meta', statisticsKey(collection.id), encodeStatistics(collection));
  }

  /** Forgets the collection at once; its records and entries are cleared away later. */
  drop(view: WritableView, collection: Collection): void {
    view.remove('meta', collectionKey(collection.id));
    view.remove('meta', statisticsKey(collection.id));
    view.put('meta', garbageKey('records', collection.id), Buffer.from([1]));
    for (const index of collection.indexes) this.discardIndex(view, index);
    collection.isDropped = true;
    this.#unregister(collection);
  }

  discardIndex(view: WritableView, index: IndexDefinition): void {
    view.put('meta', garbageKey('indexes', index.id), Buffer.from([1]));
  }

  /** An index that was marked as garbage while it was being built is complete. */
  keepIndex(view: WritableView, index: IndexDefinition): void {
    view.remove('meta', garbageKey('indexes', index.id));
  }

  rename(view: WritableView, collection: Collection, database: string, name: string): void {
    this.move(collection, database, name);
    this.save(view, collection);
  }

  /** Gives the collection another name in memory only, to take back a renaming that was not committed. */
  move(collection: Collection, database: string, name: string): void {
    this.#unregister(collection);
    collection.database = database;
    collection.name = name;
    this.#register(collection);
  }

  #takeId(view: WritableView): number {
    const id = this.#nextId;
    this.#nextId += 1;
    const encoded = Buffer.alloc(8);
    encoded.writeDoubleBE(this.#nextId, 0);
    view.put('meta', nextIdKey, encoded);
    return id;
  }
}

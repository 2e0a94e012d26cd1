import { encode } from '../bson/codec.ts';
import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { type Collection, namespaceOf } from './collection.ts';
import type { IndexDefinition } from './index-definition.ts';
import { type IndexKeys, indexKeysOf, keyValueOf } from './index-keys.ts';
import { showKeyValue } from './key-text.ts';
import { decodeRecordId, encodeRecordId, plainEntryKey, recordKey, uniqueEntryKey } from './keys.ts';
import type { LogSession } from './oplog.ts';
import type { StoredRecord, WriteContext } from './write-context.ts';

const nothing = Buffer.alloc(0);

export const duplicateKey = (collection: Collection, index: IndexDefinition, document: Document): CommandFailure => {
  const keyValue = keyValueOf(index, document);
  const collation = index.collation === undefined ? '' : ` collation: ${JSON.stringify(index.collation.spec)}`;
  const message = `E11000 duplicate key error collection: ${namespaceOf(collection)} index: ${index.name}${collation} dup key: ${showKeyValue(keyValue)}`;
  return new CommandFailure('DuplicateKey', message, { fields: { keyPattern: index.spec['key'], keyValue } });
};

const entryKeyOf = (index: IndexDefinition, key: Buffer, recordId: number): Buffer =>
  index.isUnique ? uniqueEntryKey(index.id, key) : plainEntryKey(index.id, key, recordId);

/** What has to change in one index. */
interface IndexChange {
  readonly index: IndexDefinition;
  readonly keys: IndexKeys;
  readonly added: readonly Buffer[];
  readonly removed: readonly Buffer[];
}

const planChange = (index: IndexDefinition, before: Document | undefined, after: Document | undefined): IndexChange => {
  const keys = after === undefined ? noKeys : indexKeysOf(index, after);
  if (before === undefined) return { index, keys, added: keys.keys, removed: [] };
  const old = indexKeysOf(index, before).keys;
  const oldTexts = new Set(old.map((key) => key.toString('latin1')));
  const newTexts = new Set(keys.keys.map((key) => key.toString('latin1')));
  return {
    index,
    keys,
    added: keys.keys.filter((key) => !oldTexts.has(key.toString('latin1'))),
    removed: old.filter((key) => !newTexts.has(key.toString('latin1'))),
  };
};

const noKeys: IndexKeys = { keys: [], hasLongKeys: false, multikeyPaths: new Set() };

/** Refuses a key that another record holds; nothing has been written at this point. */
const checkUnique = (
  context: WriteContext,
  collection: Collection,
  change: IndexChange,
  recordId: number,
  document: Document | undefined,
): void => {
  if (!change.index.isUnique) return;
  for (const key of change.removed) context.claimUniqueKey(uniqueEntryKey(change.index.id, key));
  for (const key of change.added) {
    const holder = context.claimUniqueKey(uniqueEntryKey(change.index.id, key));
    if (holder !== undefined && decodeRecordId(holder) !== recordId) throw duplicateKey(collection, change.index, document ?? {});
  }
};

/** Remembers that an index has arrays or long keys before the first such entry is written. */
const noteShape = (context: WriteContext, collection: Collection, { index, keys }: IndexChange): void => {
  const newPaths = [...keys.multikeyPaths].filter((path) => !index.multikeyPaths.has(path));
  if (newPaths.length === 0 && (!keys.hasLongKeys || index.hasLongKeys)) return;
  for (const path of newPaths) index.multikeyPaths.add(path);
  index.hasLongKeys ||= keys.hasLongKeys;
  context.noteCatalogChange(collection);
};

const applyChange = (context: WriteContext, { index, added, removed }: IndexChange, recordId: number): void => {
  for (const key of removed) context.remove('indexes', entryKeyOf(index, key, recordId));
  const value = index.isUnique ? encodeRecordId(recordId) : nothing;
  for (const key of added) context.put('indexes', entryKeyOf(index, key, recordId), value);
};

const changeIndexes = (
  context: WriteContext,
  collection: Collection,
  recordId: number,
  before: Document | undefined,
  after: Document | undefined,
): void => {
  const changes = collection.indexes.map((index) => planChange(index, before, after));
  for (const change of changes) checkUnique(context, collection, change, recordId, after);
  for (const change of changes) {
    noteShape(context, collection, change);
    applyChange(context, change, recordId);
  }
};

/** What a write leaves in the log beside the documents. */
export interface WriteOrigin {
  readonly session?: LogSession | undefined;
}

const logFields = (collection: Collection, { session }: WriteOrigin) => ({
  database: collection.database,
  collection: collection.name,
  uuid: collection.uuid,
  ...(session === undefined ? {} : { session }),
});

export const insertRecord = (
  context: WriteContext,
  collection: Collection,
  bytes: Buffer,
  document: Document,
  origin: WriteOrigin,
): void => {
  const recordId = context.takeRecordId(collection);
  changeIndexes(context, collection, recordId, undefined, document);
  context.put('records', recordKey(collection.id, recordId), bytes);
  context.adjustCount(collection, 1, bytes.length);
  context.log({ operation: 'insert', after: bytes, ...logFields(collection, origin) });
};

export interface Replacement {
  readonly bytes: Buffer;
  readonly document: Document;
  /** The client replaced the whole document, which change streams tell apart from an update. */
  readonly isWhole: boolean;
}

export const updateRecord = (
  context: WriteContext,
  collection: Collection,
  old: StoredRecord,
  next: Replacement,
  origin: WriteOrigin,
): void => {
  context.claimRecord(collection, old.recordId);
  changeIndexes(context, collection, old.recordId, old.document, next.document);
  context.put('records', recordKey(collection.id, old.recordId), next.bytes);
  context.adjustCount(collection, 0, next.bytes.length - old.bytes.length);
  context.log({
    operation: next.isWhole ? 'replace' : 'update',
    before: old.bytes,
    after: next.bytes,
    ...logFields(collection, origin),
  });
};

export const removeRecord = (context: WriteContext, collection: Collection, old: StoredRecord, origin: WriteOrigin): void => {
  context.claimRecord(collection, old.recordId);
  changeIndexes(context, collection, old.recordId, old.document, undefined);
  context.remove('records', recordKey(collection.id, old.recordId));
  context.adjustCount(collection, -1, -old.bytes.length);
  context.log({ operation: 'delete', before: old.bytes, details: { _id: old.document['_id'] }, ...logFields(collection, origin) });
};

/** Serializes a document that is to be stored, refusing one that is too large. */
export const encodeForStorage = (document: Document, maxBytes: number): Buffer => {
  const bytes = encode(document);
  if (bytes.length > maxBytes) {
    throw new CommandFailure(
      'BSONObjectTooLarge',
      `Document exceeds the maximum size: ${bytes.length} bytes, at most ${maxBytes} are allowed`,
    );
  }
  return bytes;
};

/** Puts one stored record into an index that is being built; a record written since is there already. */
export const addToIndex = (
  context: WriteContext,
  collection: Collection,
  index: IndexDefinition,
  recordId: number,
  document: Document,
): void => {
  const change = planChange(index, undefined, document);
  checkUnique(context, collection, change, recordId, document);
  noteShape(context, collection, change);
  applyChange(context, change, recordId);
};

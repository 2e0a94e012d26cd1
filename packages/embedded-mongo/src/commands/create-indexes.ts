import { Int32 } from 'bson';
import { decode } from '../bson/codec.ts';
import { compareBson, equalBson } from '../bson/compare.ts';
import { type Document, isDocument } from '../bson/document.ts';
import { toDouble } from '../bson/numbers.ts';
import { isNumeric } from '../bson/types.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { hintedIndex } from '../planner/choose.ts';
import { analyseFilter } from '../planner/predicates.ts';
import { parseCollation } from '../query/collation.ts';
import { compileMatch } from '../query/match.ts';
import type { Collection } from '../storage/collection.ts';
import type { IndexDefinition } from '../storage/index-definition.ts';
import { recordIdOfKey, wholeRange } from '../storage/keys.ts';
import { addToIndex } from '../storage/records.ts';
import type { Store } from '../storage/store.ts';
import { collectionName, flag, integer, requiredArray } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { ensureCollection } from './ensure-collection.ts';
import { collectionIsFree } from './exclusive.ts';

const knownOptions = new Set([
  'v', 'key', 'name', 'unique', 'sparse', 'background', 'expireAfterSeconds', 'partialFilterExpression', 'collation', 'hidden', 'weights',
  'default_language', 'language_override', 'textIndexVersion', 'ns', 'dropDups', 'clustered', 'prepareUnique', 'storageEngine',
]); // biome-ignore format: one table

const cannot = (message: string): CommandFailure => new CommandFailure('CannotCreateIndex', message);

const checkDirection = (path: string, direction: unknown): void => {
  if (path === '') throw cannot('Index keys cannot be an empty field.');
  if (path.split('.').includes('')) throw cannot('Index keys cannot contain an empty field.');
  if (path.startsWith('$') && path !== '$**') throw cannot(`Index key contains an illegal field name: field name starts with '$'.`);
  if (isNumeric(direction)) {
    if (toDouble(direction) === 0 || Number.isNaN(toDouble(direction))) throw cannot('Values in the index key pattern cannot be 0.');
    if (path.includes('$**')) throw new CommandFailure('CommandNotSupported', 'wildcard indexes are not supported by this server');
    return;
  }
  if (direction === 'text' || direction === 'hashed') return;
  if (typeof direction === 'string') throw cannot(`Unknown index plugin '${direction}'`);
  throw cannot(
    `Values in v:2 index key pattern cannot be of type ${typeof direction}. Only numbers > 0, numbers < 0, and strings are allowed.`,
  );
};

const nameOf = (key: Document): string =>
  Object.entries(key)
    .map(([path, direction]) => `${path}_${isNumeric(direction) ? toDouble(direction) : direction}`)
    .join('_');

/** A text index keeps its words under names of its own; the fields move to `weights`. */
const textFields = (spec: Document, key: Document): Document => {
  const paths = Object.keys(key).filter((path) => key[path] === 'text');
  const weights = { ...Object.fromEntries(paths.map((path) => [path, new Int32(1)])), ...(spec['weights'] as Document | undefined) };
  const sorted = Object.fromEntries(Object.entries(weights).sort(([a], [b]) => (a < b ? -1 : 1)));
  const before = Object.entries(key).slice(0, Object.keys(key).indexOf(paths[0] as string));
  const behind = Object.entries(key).filter(([path, kind]) => kind !== 'text' && !before.some(([name]) => name === path));
  return {
    key: { ...Object.fromEntries(before), _fts: 'text', _ftsx: new Int32(1), ...Object.fromEntries(behind) },
    weights: sorted,
    default_language: spec['default_language'] ?? 'english',
    language_override: spec['language_override'] ?? 'language',
    textIndexVersion: new Int32(3),
  };
};

const collationSpec = (spec: Document, collection: Collection | undefined): Document => {
  const collation = parseCollation(spec['collation'] ?? collection?.options['collation']);
  return collation === undefined ? {} : { collation: collation.spec };
};

const checkOptions = (spec: Document): void => {
  for (const option of Object.keys(spec)) {
    if (!knownOptions.has(option) && !/^(2d|bits|min|max|bucket)/.test(option)) {
      throw new CommandFailure(
        'InvalidIndexSpecificationOption',
        `Error in specification ${JSON.stringify(spec)} :: caused by :: The field '${option}' is not valid for an index specification.`,
      );
    }
  }
  const partial = spec['partialFilterExpression'];
  if (partial !== undefined) {
    if (!isDocument(partial)) throw new CommandFailure('TypeMismatch', "The field 'partialFilterExpression' must be an object");
    compileMatch(partial);
    void analyseFilter(partial);
    if (flag(spec['sparse'])) throw cannot('cannot mix "partialFilterExpression" and "sparse" options');
  }
  const seconds = spec['expireAfterSeconds'];
  if (seconds !== undefined && (!isNumeric(seconds) || toDouble(seconds) < 0)) {
    throw cannot("TTL index 'expireAfterSeconds' option must be within an acceptable range");
  }
};

/** The specification as it is stored and listed: checked, named, with its defaults. */
const normalise = (spec: unknown, collection: Collection | undefined): Document => {
  if (!isDocument(spec) || !isDocument(spec['key']))
    throw new CommandFailure(
      'FailedToParse',
      "Error in specification :: caused by :: The 'key' field is a required property of an index specification",
    );
  checkOptions(spec);
  const key = spec['key'] as Document;
  if (Object.keys(key).length === 0) throw cannot('Index keys cannot be empty.');
  for (const [path, direction] of Object.entries(key)) checkDirection(path, direction);
  const isText = Object.values(key).includes('text');
  const isHashed = Object.values(key).includes('hashed');
  if (isHashed && flag(spec['unique']))
    throw new CommandFailure(16764, 'Currently hashed indexes cannot guarantee uniqueness. Use a regular index.');
  const name = spec['name'] ?? nameOf(key);
  if (typeof name !== 'string' || name === '') throw cannot('index names cannot be empty');
  const kept = Object.fromEntries(['unique', 'sparse', 'hidden'].filter((option) => flag(spec[option])).map((option) => [option, true]));
  const others = Object.fromEntries(
    ['expireAfterSeconds', 'partialFilterExpression']
      .filter((option) => spec[option] !== undefined)
      .map((option) => [option, spec[option]]),
  );
  const normalised = { v: new Int32(2), key, name, ...kept, ...others, ...(isText ? {} : collationSpec(spec, collection)) };
  return isText ? { ...normalised, ...textFields(spec, key) } : normalised;
};

const identity = (spec: Document): Document => ({
  key: spec['key'],
  collation: spec['collation'] ?? null,
  partial: spec['partialFilterExpression'] ?? null,
});

const optionsOf = (spec: Document): Document => ({
  unique: spec['unique'] ?? false,
  sparse: spec['sparse'] ?? false,
  ttl: spec['expireAfterSeconds'] ?? null,
});

/** Whether the index is there already; one that is there otherwise is a conflict. */
const exists = (collection: Collection, spec: Document): boolean => {
  const isIdKey = compareBson(spec['key'], { _id: 1 }) === 0;
  if (isIdKey) return true;
  for (const { spec: known } of collection.indexes) {
    const isSame = equalBson(identity(known), identity(spec));
    const hasSameOptions = equalBson(optionsOf(known), optionsOf(spec));
    if (isSame && hasSameOptions && known['name'] === spec['name']) return true;
    if (known['name'] === spec['name']) {
      throw new CommandFailure(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${JSON.stringify(spec)}, existing index: ${JSON.stringify(known)}`,
      );
    }
    if (isSame && hasSameOptions)
      throw new CommandFailure('IndexOptionsConflict', `Index already exists with a different name: ${String(known['name'])}`);
    if (isSame)
      throw new CommandFailure(
        'IndexOptionsConflict',
        `An equivalent index already exists with the same name but different options. Requested index: ${JSON.stringify(spec)}, existing index: ${JSON.stringify(known)}`,
      );
  }
  return false;
};

/** Records filled into a new index at a time, so that others have their turn in between. */
const buildChunk = 2000;

const fillChunk = (store: Store, collection: Collection, index: IndexDefinition, from: Buffer): Promise<Buffer | undefined> =>
  store.writer.submit((batch) => {
    let last: Buffer | undefined;
    let filled = 0;
    const chunk = [];
    for (const entry of batch.entries('records', { start: from, end: wholeRange(collection.id).end })) {
      chunk.push(entry);
      filled += 1;
      if (filled >= buildChunk) break;
    }
    for (const { key, value } of chunk) {
      addToIndex(batch, collection, index, recordIdOfKey(key), decode(value));
      last = key;
    }
    return filled < buildChunk || last === undefined ? undefined : Buffer.concat([last, Buffer.from([0])]);
  });

/** Builds an index while others go on writing: from its first moment every write goes into it as well. */
const build = async (store: Store, collection: Collection, spec: Document): Promise<void> => {
  const index = await store.writer.submit((batch) => {
    const created = store.catalog.defineIndex(batch, spec, Number.POSITIVE_INFINITY, true);
    store.catalog.discardIndex(batch, created); // so that what is left of it after a crash is cleared away
    collection.indexes = [...collection.indexes, created];
    return created;
  });
  try {
    let from: Buffer | undefined = wholeRange(collection.id).start;
    while (from !== undefined && !collection.isDropped) from = await fillChunk(store, collection, index, from);
    await store.writer.submit((batch) => {
      const ready = { ...index, isBuilding: false, builtAt: batch.sequence };
      collection.indexes = collection.indexes.map((known) => (known.id === index.id ? ready : known));
      store.catalog.keepIndex(batch, index);
      store.catalog.save(batch, collection);
      batch.log({
        operation: 'createIndexes',
        database: collection.database,
        collection: collection.name,
        uuid: collection.uuid,
        details: { indexes: [spec] },
      });
    });
  } catch (error) {
    await store.writer.submit((batch) => {
      collection.indexes = collection.indexes.filter((known) => known.id !== index.id);
      store.catalog.discardIndex(batch, index);
    });
    throw error;
  }
};

export const createIndexes = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  const { store } = call.server;
  const isNew = store.catalog.find(call.database, name) === undefined;
  const requested = requiredArray(call.body, 'indexes', 'createIndexes');
  if (requested.length === 0) throw new CommandFailure('BadValue', 'Must specify at least one index to create');
  for (const spec of requested) normalise(spec, undefined);
  const collection = await ensureCollection(call, name);
  if (call.transaction !== undefined && collection.count > 0) {
    throw new CommandFailure(
      'OperationNotSupportedInTransaction',
      'Cannot create new indexes on existing collection with documents in a multi-document transaction.',
    );
  }
  const before = collection.indexes.length;
  for (const request of requested) {
    const spec = normalise(request, collection);
    if (exists(collection, spec)) continue;
    await collectionIsFree(call.server, collection);
    await build(store, collection, spec);
  }
  const after = collection.indexes.length;
  return {
    numIndexesBefore: integer(before),
    numIndexesAfter: integer(after),
    createdCollectionAutomatically: isNew,
    ...(before === after ? { note: 'all indexes already exist' } : {}),
    commitQuorum: 'votingMembers',
  };
};

const namedIndexes = (collection: Collection, index: unknown): IndexDefinition[] => {
  if (index === '*') return collection.indexes.slice(1);
  const names = Array.isArray(index) ? index : [index];
  return names.map((name) => {
    const found = typeof name === 'string' ? collection.indexes.find((known) => known.name === name) : findByKey(collection, name);
    if (found === undefined)
      throw new CommandFailure(
        'IndexNotFound',
        typeof name === 'string' ? `index not found with name [${name}]` : `can't find index with key: ${JSON.stringify(name)}`,
      );
    if (found.name === '_id_') throw new CommandFailure('InvalidOptions', 'cannot drop _id index');
    return found;
  });
};

const findByKey = (collection: Collection, key: unknown): IndexDefinition | undefined => {
  try {
    return hintedIndex(collection, key);
  } catch {
    return undefined;
  }
};

export const dropIndexes = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  const { store } = call.server;
  const collection = store.catalog.find(call.database, name);
  if (collection === undefined) throw new CommandFailure('NamespaceNotFound', `ns not found ${call.database}.${name}`);
  const before = collection.indexes;
  const dropped = namedIndexes(collection, call.body['index']);
  await collectionIsFree(call.server, collection);
  await store.writer.submit((batch) => {
    collection.indexes = collection.indexes.filter((index) => !dropped.includes(index));
    batch.onRollback(() => {
      collection.indexes = before;
    });
    for (const index of dropped) store.catalog.discardIndex(batch, index);
    store.catalog.save(batch, collection);
    batch.log({
      operation: 'dropIndexes',
      database: call.database,
      collection: name,
      uuid: collection.uuid,
      details: { indexes: dropped.map((index) => index.spec) },
    });
  });
  return { nIndexesWas: integer(before.length) };
};

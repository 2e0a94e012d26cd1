import { Int32, Long } from 'bson';
import { encode } from '../bson/codec.ts';
import type { Document } from '../bson/document.ts';
import { firstBatch } from '../cursors/batch.ts';
import type { DocumentStream } from '../cursors/registry.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { compileMatch } from '../query/match.ts';
import type { Collection } from '../storage/collection.ts';
import { checkDatabaseName, collectionName, flag, integer, nonNegative, optionalDocument } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { createCollection } from './ensure-collection.ts';
import { collectionIsFree } from './exclusive.ts';

const streamOf = (documents: readonly Document[]): DocumentStream => {
  let index = 0;
  return {
    next: () => {
      const document = documents[index];
      index += 1;
      return document === undefined ? undefined : encode(document);
    },
    close: () => undefined,
  };
};

const cursorBatchSize = (call: CommandCall): number | undefined => {
  const cursor = optionalDocument(call.body, 'cursor', call.name);
  return (cursor && nonNegative(cursor, 'batchSize', call.name)) ?? Number.POSITIVE_INFINITY;
};

export const listDatabases = (call: CommandCall): CommandResult => {
  const { catalog } = call.server.store;
  const filter = optionalDocument(call.body, 'filter', 'listDatabases') ?? {};
  const matches = compileMatch(filter);
  const all = catalog.databaseNames().map((name) => {
    const size = catalog.collectionsOf(name).reduce((bytes, collection) => bytes + collection.bytes, 0);
    return { name, sizeOnDisk: Long.fromNumber(size), empty: false };
  });
  const databases = all.filter(matches);
  if (flag(call.body['nameOnly'])) return { databases: databases.map(({ name }) => ({ name })) };
  const totalSize = databases.reduce((bytes, { sizeOnDisk }) => bytes + sizeOnDisk.toNumber(), 0);
  return { databases, totalSize: Long.fromNumber(totalSize), totalSizeMb: Long.fromNumber(Math.floor(totalSize / 1048576)) };
};

const describeCollection = (collection: Collection, nameOnly: boolean): Document => {
  const isView = collection.options['viewOn'] !== undefined;
  const type = isView ? 'view' : 'collection';
  if (nameOnly) return { name: collection.name, type };
  const info = isView ? { readOnly: true } : { readOnly: false, uuid: collection.uuid };
  const idIndex = collection.indexes[0]?.spec;
  return { name: collection.name, type, options: collection.options, info, ...(idIndex === undefined ? {} : { idIndex }) };
};

export const listCollections = (call: CommandCall): Promise<CommandResult> => {
  const matches = compileMatch(optionalDocument(call.body, 'filter', 'listCollections') ?? {});
  const all = call.server.store.catalog.collectionsOf(call.database);
  const documents = all.map((collection) => describeCollection(collection, false)).filter(matches);
  const shown = flag(call.body['nameOnly']) ? documents.map(({ name, type }) => ({ name, type })) : documents;
  return firstBatch(call, streamOf(shown), { collection: '$cmd.listCollections', batchSize: cursorBatchSize(call) });
};

export const listIndexes = (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  const collection = call.server.store.catalog.find(call.database, name);
  if (collection === undefined) throw new CommandFailure('NamespaceNotFound', `ns does not exist: ${call.database}.${name}`);
  const specs = collection.indexes.filter((index) => !index.isBuilding).map((index) => index.spec);
  return firstBatch(call, streamOf(specs), { collection: name, batchSize: cursorBatchSize(call) });
};

const createOptions = [
  'capped',
  'size',
  'max',
  'validator',
  'validationLevel',
  'validationAction',
  'collation',
  'viewOn',
  'pipeline',
  'expireAfterSeconds',
  'changeStreamPreAndPostImages',
  'timeseries',
  'storageEngine',
  'indexOptionDefaults',
  'clusteredIndex',
];

export const create = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  const { body } = call;
  const options = Object.fromEntries(createOptions.filter((option) => body[option] !== undefined).map((option) => [option, body[option]]));
  for (const unsupported of ['timeseries', 'clusteredIndex']) {
    if (options[unsupported] !== undefined)
      throw new CommandFailure('CommandNotSupported', `'${unsupported}' collections are not supported by this server`);
  }
  if (flag(options['capped'])) throw new CommandFailure('CommandNotSupported', 'capped collections are not supported by this server');
  if (options['validator'] !== undefined) compileMatch(options['validator'] as Document);
  const existing = call.server.store.catalog.find(call.database, name);
  if (existing !== undefined) {
    const isSame = JSON.stringify(existing.options) === JSON.stringify(options);
    if (isSame && call.transaction === undefined) return {};
    throw new CommandFailure('NamespaceExists', `Collection ${call.database}.${name} already exists.`);
  }
  await createCollection(call, name, options);
  return {};
};

export const drop = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  const { catalog, writer } = call.server.store;
  const collection = catalog.find(call.database, name);
  if (collection === undefined) return { nIndexesWas: new Int32(0), ns: `${call.database}.${name}` };
  await collectionIsFree(call.server, collection);
  await writer.submit((batch) => {
    if (collection.isDropped) return;
    catalog.drop(batch, collection);
    batch.onRollback(() => catalog.restore(collection));
    batch.log({ operation: 'drop', database: call.database, collection: name, uuid: collection.uuid });
  });
  return { nIndexesWas: integer(collection.indexes.length), ns: `${call.database}.${name}` };
};

export const dropDatabase = async (call: CommandCall): Promise<CommandResult> => {
  checkDatabaseName(call.database);
  const { catalog, writer } = call.server.store;
  const collections = catalog.collectionsOf(call.database);
  for (const collection of collections) await collectionIsFree(call.server, collection);
  await writer.submit((batch) => {
    for (const collection of collections) {
      if (collection.isDropped) continue;
      catalog.drop(batch, collection);
      batch.onRollback(() => catalog.restore(collection));
      batch.log({ operation: 'drop', database: call.database, collection: collection.name, uuid: collection.uuid });
    }
    if (collections.length > 0) batch.log({ operation: 'dropDatabase', database: call.database, collection: '' });
  });
  return collections.length === 0 ? {} : { dropped: call.database };
};

const splitNamespace = (namespace: unknown, field: string): readonly [string, string] => {
  if (typeof namespace !== 'string')
    throw new CommandFailure('TypeMismatch', `BSON field 'renameCollection.${field}' is the wrong type, expected type 'string'`);
  const dot = namespace.indexOf('.');
  if (dot <= 0 || dot === namespace.length - 1) throw new CommandFailure('InvalidNamespace', `Invalid namespace specified '${namespace}'`);
  return [namespace.slice(0, dot), namespace.slice(dot + 1)];
};

export const renameCollection = async (call: CommandCall): Promise<CommandResult> => {
  const [fromDatabase, fromName] = splitNamespace(call.body['renameCollection'], 'renameCollection');
  const [database, name] = splitNamespace(call.body['to'], 'to');
  const { catalog, writer } = call.server.store;
  const source = catalog.find(fromDatabase, fromName);
  if (source === undefined) throw new CommandFailure('NamespaceNotFound', `Source collection ${fromDatabase}.${fromName} does not exist`);
  if (fromDatabase === database && fromName === name) throw new CommandFailure('IllegalOperation', "Can't rename a collection to itself");
  await collectionIsFree(call.server, source);
  await writer.submit((batch) => {
    const target = catalog.find(database, name);
    if (target !== undefined) {
      if (!flag(call.body['dropTarget'])) throw new CommandFailure('NamespaceExists', 'target namespace exists');
      catalog.drop(batch, target);
      batch.onRollback(() => catalog.restore(target));
    }
    catalog.rename(batch, source, database, name);
    batch.onRollback(() => catalog.move(source, fromDatabase, fromName));
    batch.log({
      operation: 'rename',
      database: fromDatabase,
      collection: fromName,
      uuid: source.uuid,
      details: { to: { db: database, coll: name } },
    });
  });
  return {};
};

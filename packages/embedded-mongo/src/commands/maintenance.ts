import { Double, Int32 } from 'bson';
import { type Document, isDocument } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { hintedIndex } from '../planner/choose.ts';
import { compileMatch } from '../query/match.ts';
import type { Collection } from '../storage/collection.ts';
import type { IndexDefinition } from '../storage/index-definition.ts';
import { checkCollection } from '../storage/integrity.ts';
import { collectionName, flag, integer } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { collectionIsFree } from './exclusive.ts';

const existing = (call: CommandCall): Collection => {
  const name = collectionName(call);
  const collection = call.server.store.catalog.find(call.database, name);
  if (collection === undefined) throw new CommandFailure('NamespaceNotFound', `ns does not exist: ${call.database}.${name}`);
  return collection;
};

/** Compares every index with the records, as it stands in one snapshot. */
export const validate = async (call: CommandCall): Promise<CommandResult> => {
  const collection = existing(call);
  const snapshot = call.server.store.snapshot();
  try {
    const report = await checkCollection(snapshot, collection);
    return {
      ns: `${call.database}.${collection.name}`,
      nInvalidDocuments: integer(report.unreadable),
      nrecords: integer(report.records),
      nIndexes: integer(collection.indexes.length),
      keysPerIndex: Object.fromEntries(report.keys.map(([name, keys]) => [name, integer(keys)])),
      indexDetails: Object.fromEntries(
        report.keys.map(([name]) => [name, { valid: !report.errors.some((error) => error.startsWith(`${name}:`)) }]),
      ),
      valid: report.errors.length === 0,
      repaired: false,
      warnings: [],
      errors: report.errors,
      extraIndexEntries: [],
      missingIndexEntries: [],
      corruptRecords: [],
    };
  } finally {
    snapshot.close();
  }
};

const indexOf = (collection: Collection, wanted: Document): IndexDefinition => {
  const found =
    typeof wanted['name'] === 'string'
      ? collection.indexes.find((index) => index.name === wanted['name'])
      : hintedIndex(collection, wanted['keyPattern']);
  if (found === undefined)
    throw new CommandFailure(
      'IndexNotFound',
      `cannot find index ${String(wanted['name'])} for ns ${collection.database}.${collection.name}`,
    );
  return found;
};

const modifyIndex = (collection: Collection, wanted: Document): { readonly changed: Document; readonly reply: Document } => {
  const index = indexOf(collection, wanted);
  const changed: Document = { ...index.spec };
  const reply: Document = {};
  if (wanted['expireAfterSeconds'] !== undefined) {
    if (index.spec['expireAfterSeconds'] !== undefined) reply['expireAfterSeconds_old'] = index.spec['expireAfterSeconds'];
    changed['expireAfterSeconds'] = wanted['expireAfterSeconds'];
    reply['expireAfterSeconds_new'] = wanted['expireAfterSeconds'];
  }
  if (wanted['hidden'] !== undefined) {
    Object.assign(reply, { hidden_old: index.spec['hidden'] === true, hidden_new: flag(wanted['hidden']) });
    if (flag(wanted['hidden'])) changed['hidden'] = true;
    else delete changed['hidden'];
  }
  index.spec = changed;
  return { changed, reply };
};

const collectionOptions = ['validator', 'validationLevel', 'validationAction', 'pipeline', 'viewOn', 'changeStreamPreAndPostImages'];

export const collMod = async (call: CommandCall): Promise<CommandResult> => {
  const collection = existing(call);
  const { body, server } = call;
  if (isDocument(body['validator'])) compileMatch(body['validator']);
  await collectionIsFree(server, collection);
  return server.store.writer.submit((batch) => {
    const { options } = collection;
    const given = Object.fromEntries(collectionOptions.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]));
    collection.options = { ...options, ...given };
    batch.onRollback(() => {
      collection.options = options;
    });
    const reply = isDocument(body['index']) ? modifyIndex(collection, body['index']).reply : {};
    server.store.catalog.save(batch, collection);
    batch.log({ operation: 'modify', database: call.database, collection: collection.name, uuid: collection.uuid, details: { ...given } });
    return reply;
  });
};

export const dataSize = (call: CommandCall): CommandResult => {
  const [database = '', ...rest] = String(call.body['dataSize']).split('.');
  const collection = call.server.store.catalog.find(database, rest.join('.'));
  return {
    size: new Double(collection?.bytes ?? 0),
    numObjects: new Double(collection?.count ?? 0),
    millis: new Int32(0),
    estimate: false,
  };
};

/** Every acknowledged write is on the disk already. */
export const fsync = (): CommandResult => ({ numFiles: new Int32(1) });

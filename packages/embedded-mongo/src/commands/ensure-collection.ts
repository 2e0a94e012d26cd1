import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Collection } from '../storage/collection.ts';
import { checkDatabaseName } from './arguments.ts';
import type { CommandCall } from './command.ts';

/** The collection that is written to; the first write creates it. */
export const ensureCollection = async (call: CommandCall, name: string, options: Document = {}): Promise<Collection> => {
  const { store } = call.server;
  const known = store.catalog.find(call.database, name);
  const collection = known ?? (await createCollection(call, name, options));
  if (collection.options['viewOn'] !== undefined) {
    throw new CommandFailure('CommandNotSupportedOnView', `Namespace ${call.database}.${name} is a view, not a collection`);
  }
  return collection;
};

/** Creates it unless somebody else has done so meanwhile. One made by a transaction goes with it if that aborts. */
export const createCollection = async (call: CommandCall, name: string, options: Document): Promise<Collection> => {
  checkDatabaseName(call.database);
  const { catalog, writer } = call.server.store;
  const collection = await writer.submit((batch) => {
    const existing = catalog.find(call.database, name);
    if (existing !== undefined) return existing;
    const created = catalog.create(batch, call.database, name, options);
    batch.onRollback(() => catalog.forget(created));
    batch.log({ operation: 'create', database: call.database, collection: name, uuid: created.uuid, details: { options } });
    call.transaction?.created.add(created);
    return created;
  });
  return collection;
};

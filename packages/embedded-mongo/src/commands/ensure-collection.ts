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
  refuseView(call, collection);
  return collection;
};

/** The collection if there is one; a view cannot be written to. */
export const existingCollection = (call: CommandCall, name: string): Collection | undefined => {
  const collection = call.server.store.catalog.find(call.database, name);
  if (collection !== undefined) refuseView(call, collection);
  return collection;
};

const refuseView = (call: CommandCall, collection: Collection): void => {
  if (collection.options['viewOn'] === undefined) return;
  throw new CommandFailure('CommandNotSupportedOnView', `Namespace ${call.database}.${collection.name} is a view, not a collection`);
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

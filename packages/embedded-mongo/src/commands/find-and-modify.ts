import { Int32 } from 'bson';
import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { compileProject } from '../query/project.ts';
import type { Collection } from '../storage/collection.ts';
import { removeRecord } from '../storage/records.ts';
import type { WriteContext } from '../storage/write-context.ts';
import { collectionName, flag, optionalDocument } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { ensureCollection } from './ensure-collection.ts';
import { findFirst } from './find-one.ts';
import { collationOf } from './reading.ts';
import { applyUpdate, compileRequest, type UpdateRequest } from './update-statement.ts';
import { logSession, runStatements } from './write-runner.ts';

const requestOf = (call: CommandCall, collection: Collection | undefined): UpdateRequest => ({
  filter: optionalDocument(call.body, 'query', 'findAndModify') ?? {},
  update: call.body['update'],
  isMulti: false,
  isUpsert: flag(call.body['upsert']),
  arrayFilters: call.body['arrayFilters'],
  collation: collationOf(call.body, collection),
  hint: call.body['hint'],
  sort: optionalDocument(call.body, 'sort', 'findAndModify'),
  variables: optionalDocument(call.body, 'let', 'findAndModify'),
});

const checkOptions = ({ body }: CommandCall): void => {
  const isRemove = flag(body['remove']);
  const fail = (message: string): never => {
    throw new CommandFailure('FailedToParse', message);
  };
  if (isRemove && body['update'] !== undefined) fail("Cannot specify both an 'update' and 'remove' set to true");
  if (isRemove && flag(body['upsert'])) fail("Cannot specify both 'upsert' and 'remove' set to true");
  if (isRemove && flag(body['new']))
    fail("Cannot specify both 'new' and 'remove' set to true; 'remove' always returns the deleted document");
  if (!isRemove && body['update'] === undefined) fail("Either an 'update' or 'remove' must be specified");
};

const shape = (call: CommandCall, request: UpdateRequest, document: Document | undefined): Document | null => {
  const fields = optionalDocument(call.body, 'fields', 'findAndModify');
  if (document === undefined) return null;
  const isWhole = fields === undefined || Object.keys(fields).length === 0;
  return isWhole
    ? document
    : compileProject(fields, { filter: request.filter, collation: request.collation?.spec, let: request.variables })(document);
};

const remove = (call: CommandCall, collection: Collection | undefined, context: WriteContext, request: UpdateRequest): Document => {
  const found = collection && findFirst(context, collection, { ...request, parsedCollation: request.collation });
  if (collection === undefined || found === undefined) return { lastErrorObject: { n: new Int32(0) }, value: null };
  removeRecord(context, collection, found, { session: logSession(call) });
  return { lastErrorObject: { n: new Int32(1) }, value: shape(call, request, found.document) };
};

const modify = (call: CommandCall, collection: Collection | undefined, context: WriteContext, request: UpdateRequest): Document => {
  const apply = compileRequest(request);
  if (collection === undefined) return { lastErrorObject: { n: new Int32(0), updatedExisting: false }, value: null };
  const outcome = applyUpdate({ call, collection, context }, request, apply);
  const isInsert = outcome.upsertedId !== undefined;
  const value = flag(call.body['new']) ? outcome.after : outcome.before;
  const lastErrorObject = {
    n: new Int32(outcome.matched + (isInsert ? 1 : 0)),
    updatedExisting: outcome.matched > 0,
    ...(isInsert ? { upserted: outcome.upsertedId } : {}),
  };
  return { lastErrorObject, value: shape(call, request, value) };
};

export const findAndModify = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  checkOptions(call);
  const known = call.server.store.catalog.find(call.database, name);
  const collection = flag(call.body['upsert']) ? await ensureCollection(call, name) : known;
  const request = requestOf(call, collection);
  const run = flag(call.body['remove']) ? remove : modify;
  const { results, errors } = await runStatements(call, {
    count: 1,
    isOrdered: true,
    run: (context) => run(call, collection, context, request),
  });
  if (errors[0] !== undefined) throw errors[0].failure;
  return results[0] as Document;
};

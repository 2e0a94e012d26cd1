import type { Document } from '../bson/document.ts';
import type { FoundRecord } from '../planner/execute.ts';
import { limits } from '../protocol/limits.ts';
import type { Collation } from '../query/collation.ts';
import { compileUpdate, type Updater } from '../query/update.ts';
import type { Collection } from '../storage/collection.ts';
import { encodeForStorage, insertRecord, updateRecord } from '../storage/records.ts';
import type { WriteContext } from '../storage/write-context.ts';
import type { CommandCall } from './command.ts';
import { findAll, findFirst } from './find-one.ts';
import { checkValidation } from './validation.ts';
import { logSession } from './write-runner.ts';

/** One update as `update`, `bulkWrite` and `findAndModify` have it in common. */
export interface UpdateRequest {
  readonly filter: Document;
  readonly update: unknown;
  readonly isMulti: boolean;
  readonly isUpsert: boolean;
  readonly arrayFilters: unknown;
  readonly collation: Collation | undefined;
  readonly hint: unknown;
  readonly sort: Document | undefined;
  readonly variables: Document | undefined;
}

export interface UpdateOutcome {
  readonly matched: number;
  readonly modified: number;
  readonly upsertedId: unknown;
  /** The single document before and after, as findAndModify answers with. */
  readonly before: Document | undefined;
  readonly after: Document | undefined;
}

export type CompiledUpdate = Updater;

export const compileRequest = (request: UpdateRequest): CompiledUpdate =>
  compileUpdate(request.update, {
    arrayFilters: request.arrayFilters,
    collation: request.collation?.spec,
    upsert: request.isUpsert,
    let: request.variables,
  });

export interface UpdateTarget {
  readonly call: CommandCall;
  readonly collection: Collection;
  readonly context: WriteContext;
}

/** Writes the changed document; false when the update left it as it was. */
const change = (
  { call, collection, context }: UpdateTarget,
  found: FoundRecord,
  request: UpdateRequest,
  apply: CompiledUpdate,
): Document | undefined => {
  const { document, changed } = apply(found.document, { filter: request.filter, isInsert: false, now: new Date(call.server.store.now()) });
  if (!changed) return undefined;
  checkValidation(collection, document, call.body['bypassDocumentValidation']);
  const bytes = encodeForStorage(document, limits.maxBsonObjectSize);
  const next = { bytes, document, isWhole: apply.kind === 'replacement' };
  updateRecord(context, collection, found, next, { session: logSession(call) });
  return document;
};

const upsert = ({ call, collection, context }: UpdateTarget, request: UpdateRequest, apply: CompiledUpdate): Document => {
  const complete = apply.insert(request.filter, new Date(call.server.store.now()));
  checkValidation(collection, complete, call.body['bypassDocumentValidation']);
  insertRecord(context, collection, encodeForStorage(complete, limits.maxBsonObjectSize), complete, { session: logSession(call) });
  return complete;
};

/** Does one update to the state of `context`. */
export const applyUpdate = (target: UpdateTarget, request: UpdateRequest, apply: CompiledUpdate): UpdateOutcome => {
  const { collection, context } = target;
  const search = { ...request, parsedCollation: request.collation };
  const first = request.isMulti ? undefined : findFirst(context, collection, search);
  const found = request.isMulti ? findAll(context, collection, search) : first === undefined ? [] : [first];
  if (found.length === 0 && request.isUpsert) {
    const after = upsert(target, request, apply);
    return { matched: 0, modified: 0, upsertedId: after['_id'], before: undefined, after };
  }
  let modified = 0;
  let after: Document | undefined;
  for (const record of found) {
    after = change(target, record, request, apply);
    if (after !== undefined) modified += 1;
  }
  const before = found[0]?.document;
  return { matched: found.length, modified, upsertedId: undefined, before, after: after ?? before };
};

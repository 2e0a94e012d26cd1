import type { Document } from '../bson/document.ts';
import type { FoundRecord } from '../planner/execute.ts';
import { limits } from '../protocol/limits.ts';
import type { Collation } from '../query/collation.ts';
import { compileUpdate, type Updater } from '../query/update.ts';
import type { Collection } from '../storage/collection.ts';
import { encodeForStorage, insertRecord, updateRecord } from '../storage/records.ts';
import type { WriteContext } from '../storage/write-context.ts';
import type { CommandCall } from './command.ts';
import { type Pace, type Progress, type RunOutcome, runOverRecords } from './record-run.ts';
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
  checkValidation(collection, document, call.body['bypassDocumentValidation'], found.document);
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

export type UpdateResult = { readonly kind: 'done'; readonly outcome: UpdateOutcome } | Exclude<RunOutcome, { readonly kind: 'done' }>;

/** Does one update to the state of `context`, or as much of it as the pace allows. */
export const applyUpdate = (
  target: UpdateTarget,
  request: UpdateRequest,
  apply: CompiledUpdate,
  progress: Progress | undefined,
  pace: Pace,
): UpdateResult => {
  let after: Document | undefined;
  const result = runOverRecords(target.context, {
    collection: target.collection,
    request,
    isMulti: request.isMulti,
    progress,
    pace,
    change: (found) => {
      after = change(target, found, request, apply);
      return after !== undefined;
    },
  });
  if (result.kind !== 'done') return result;
  if (result.matched === 0 && request.isUpsert) {
    const inserted = upsert(target, request, apply);
    return { kind: 'done', outcome: { matched: 0, modified: 0, upsertedId: inserted['_id'], before: undefined, after: inserted } };
  }
  const before = result.first?.document;
  const { matched, modified } = result;
  return { kind: 'done', outcome: { matched, modified, upsertedId: undefined, before, after: after ?? before } };
};

import { decode } from '../bson/codec.ts';
import { estimateKeys } from '../planner/choose.ts';
import { FoundRecord, findRecords, type PreparedSearch, prepareSearch } from '../planner/execute.ts';
import type { Collection } from '../storage/collection.ts';
import { recordKey } from '../storage/keys.ts';
import { BlockedByTransaction, type LockHolder } from '../storage/locks.ts';
import type { View } from '../storage/view.ts';
import type { CommandCall } from './command.ts';
import { deadlineOf } from './deadline.ts';
import { findFirst, type OneRequest } from './find-one.ts';

/** How far a statement has come that changes many records, or whose records take long to find. */
export interface Progress {
  readonly ids: readonly number[];
  readonly position: number;
  readonly modified: number;
}

/** How long a statement may work at a time. Within a transaction it works to its end. */
export interface Pace {
  readonly deadline: number;
  readonly mayGather: boolean;
}

export const untilDone: Pace = { deadline: Number.POSITIVE_INFINITY, mayGather: false };

export type RunOutcome =
  | { readonly kind: 'done'; readonly matched: number; readonly modified: number; readonly first: FoundRecord | undefined }
  | { readonly kind: 'unfinished'; readonly progress: Progress | undefined; readonly blockedBy: LockHolder | undefined }
  /** Too much has to be looked at to do it while the writer waits. */
  | { readonly kind: 'gather' };

/** Up to this many records are looked at within a batch. */
const lightLimit = 2000;

const isLight = (view: View, collection: Collection, prepared: PreparedSearch): boolean => {
  if (collection.count <= lightLimit) return true;
  const { plan } = prepared;
  return plan.kind === 'index' && plan.bounds.length > 0 && estimateKeys(view, plan, lightLimit) < lightLimit;
};

/** Finds the records of a statement in a snapshot, beside everything else that goes on. */
export const gatherRecords = async (
  call: CommandCall,
  collection: Collection,
  request: OneRequest,
  isMulti: boolean,
): Promise<Progress> => {
  const snapshot = call.server.store.snapshot();
  const checkTime = deadlineOf(call);
  try {
    if (!isMulti) {
      const first = findFirst(snapshot, collection, request);
      return { ids: first === undefined ? [] : [first.recordId], position: 0, modified: 0 };
    }
    const ids: number[] = [];
    const prepared = prepareSearch(collection, snapshot, { ...request, sort: undefined });
    let turn = performance.now() + 8;
    for (const found of findRecords(snapshot, collection, prepared)) {
      if (found !== undefined) ids.push(found.recordId);
      if (performance.now() < turn) continue;
      checkTime();
      await new Promise((resolve) => setImmediate(resolve));
      turn = performance.now() + 8;
    }
    return { ids, position: 0, modified: 0 };
  } finally {
    snapshot.close();
  }
};

/** The record as it is now, if it still satisfies the filter. */
const refetch = (view: View, collection: Collection, prepared: PreparedSearch, recordId: number): FoundRecord | undefined => {
  const bytes = view.get('records', recordKey(collection.id, recordId));
  if (bytes === undefined) return undefined;
  const document = decode(bytes);
  return prepared.matcher(document) ? new FoundRecord({ recordId, bytes }, document) : undefined;
};

export interface RecordRun {
  readonly collection: Collection;
  readonly request: OneRequest;
  readonly isMulti: boolean;
  readonly progress: Progress | undefined;
  readonly pace: Pace;
  /** Changes the record and says whether anything of it changed. */
  readonly change: (record: FoundRecord) => boolean;
}

const runOne = (view: View, run: RecordRun, prepared: PreparedSearch): RunOutcome => {
  const { collection, request, progress, change } = run;
  const candidate = progress?.ids[0];
  const found =
    progress === undefined
      ? findFirst(view, collection, request)
      : candidate === undefined
        ? undefined
        : refetch(view, collection, prepared, candidate);
  if (found === undefined)
    return candidate === undefined ? { kind: 'done', matched: 0, modified: 0, first: undefined } : { kind: 'gather' };
  return { kind: 'done', matched: 1, modified: change(found) ? 1 : 0, first: found };
};

const runMany = (view: View, run: RecordRun, prepared: PreparedSearch): RunOutcome => {
  const { collection, pace, change } = run;
  const found =
    run.progress === undefined ? [...findRecords(view, collection, prepared)].filter((record) => record !== undefined) : undefined;
  const ids = found?.map((record) => record.recordId) ?? run.progress?.ids ?? [];
  let { position, modified } = run.progress ?? { position: 0, modified: 0 };
  for (; position < ids.length; position += 1) {
    if (performance.now() > pace.deadline) return { kind: 'unfinished', progress: { ids, position, modified }, blockedBy: undefined };
    const record = found?.[position] ?? refetch(view, collection, prepared, ids[position] as number);
    try {
      if (record !== undefined && change(record)) modified += 1;
    } catch (error) {
      if (!(error instanceof BlockedByTransaction)) throw error;
      return { kind: 'unfinished', progress: { ids, position, modified }, blockedBy: error.holder };
    }
  }
  return { kind: 'done', matched: ids.length, modified, first: undefined };
};

/** Changes the record or records that a statement names. */
export const runOverRecords = (view: View, run: RecordRun): RunOutcome => {
  const { collection, request, isMulti, progress, pace } = run;
  const prepared = prepareSearch(collection, view, {
    ...request,
    sort: isMulti ? undefined : request.sort,
    limit: isMulti ? undefined : 1,
  });
  if (progress === undefined && pace.mayGather && !isLight(view, collection, prepared)) return { kind: 'gather' };
  return isMulti ? runMany(view, run, prepared) : runOne(view, run, prepared);
};

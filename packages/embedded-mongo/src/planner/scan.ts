import type { Collection } from '../storage/collection.ts';
import type { IndexDefinition } from '../storage/index-definition.ts';
import { decodeRecordId, recordIdOfKey, recordKey, uniqueEntryKey, wholeRange } from '../storage/keys.ts';
import type { KeyRange, View } from '../storage/view.ts';
import type { Interval } from './bounds.ts';
import type { CollectionScan, IndexScan, Plan } from './plan.ts';

/** A record as it stands in the store; its bytes are read as a document only where that is needed. */
export interface RawRecord {
  readonly recordId: number;
  readonly bytes: Buffer;
}

/** Counts what a plan looked at, for `explain`. */
export interface ScanCounters {
  keys: number;
  records: number;
}

export const newCounters = (): ScanCounters => ({ keys: 0, records: 0 });

export const rangeOfInterval = (index: IndexDefinition, interval: Interval, isReverse: boolean): KeyRange => ({
  start: uniqueEntryKey(index.id, interval.low),
  end: uniqueEntryKey(index.id, interval.high),
  reverse: isReverse,
});

/** A collection of this size is not to stay in memory for having been looked through once. */
const largeBytes = 32 * 1024 * 1024;

function* scanCollection(view: View, collection: Collection, plan: CollectionScan, counters: ScanCounters): Generator<RawRecord> {
  for (const { key, value } of view.entries('records', {
    ...wholeRange(collection.id),
    reverse: plan.isReverse,
    isLarge: collection.bytes > largeBytes,
  })) {
    counters.records += 1;
    yield { recordId: recordIdOfKey(key), bytes: value };
  }
}

function* recordIdsIn(view: View, plan: IndexScan, interval: Interval): Generator<number> {
  const { index } = plan;
  if (index.isUnique && plan.arePoints) {
    const value = view.get('indexes', uniqueEntryKey(index.id, interval.low));
    if (value !== undefined) yield decodeRecordId(value);
    return;
  }
  const range = rangeOfInterval(index, interval, plan.isReverse);
  if (index.isUnique) for (const { value } of view.entries('indexes', range)) yield decodeRecordId(value);
  else for (const key of view.keys('indexes', range)) yield recordIdOfKey(key);
}

/** The ids of the records in the plan's order, each once. */
export function* scanIndex(view: View, plan: IndexScan, counters: ScanCounters): Generator<number> {
  const seen = plan.index.multikeyPaths.size > 0 ? new Set<number>() : undefined;
  const intervals = plan.isReverse ? [...plan.intervals].reverse() : plan.intervals;
  for (const interval of intervals) {
    for (const recordId of recordIdsIn(view, plan, interval)) {
      counters.keys += 1;
      if (seen?.has(recordId)) continue;
      seen?.add(recordId);
      yield recordId;
    }
  }
}

function* fetchEach(view: View, collection: Collection, ids: Iterable<number>, counters: ScanCounters): Generator<RawRecord> {
  for (const recordId of ids) {
    const bytes = view.get('records', recordKey(collection.id, recordId));
    counters.records += 1;
    if (bytes !== undefined) yield { recordId, bytes };
  }
}

function* unionOf(view: View, parts: readonly IndexScan[], counters: ScanCounters): Generator<number> {
  const seen = new Set<number>();
  for (const part of parts) {
    for (const recordId of scanIndex(view, part, counters)) {
      if (seen.has(recordId)) continue;
      seen.add(recordId);
      yield recordId;
    }
  }
}

/** The records a plan finds, before the filter is applied to them. */
export const scanPlan = (view: View, collection: Collection, plan: Plan, counters: ScanCounters): Iterable<RawRecord> => {
  switch (plan.kind) {
    case 'collection':
      return scanCollection(view, collection, plan, counters);
    case 'index':
      return fetchEach(view, collection, scanIndex(view, plan, counters), counters);
    case 'union':
      return fetchEach(view, collection, unionOf(view, plan.parts, counters), counters);
    case 'text':
      throw new Error('A text plan needs its words.');
  }
};

import { findRecords, type PreparedSearch, prepareSearch, type Search } from '../planner/execute.ts';
import type { IndexScan } from '../planner/plan.ts';
import { rangeOfInterval } from '../planner/scan.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';

/** Bounds that say all the filter says are counted in the index, without looking at a record. */
const countKeys = (view: View, plan: IndexScan): number => {
  let counted = 0;
  for (const interval of plan.intervals) counted += view.count('indexes', rangeOfInterval(plan.index, interval, false));
  return counted;
};

export interface CountOptions {
  /** More need not be counted. */
  readonly enough: number;
  /** The view is the newest commit, whose number of records is known. */
  readonly isSnapshot: boolean;
  readonly checkTime: () => void;
}

const countRecords = async (view: View, collection: Collection, prepared: PreparedSearch, options: CountOptions): Promise<number> => {
  let counted = 0;
  let looked = 0;
  let turn = performance.now() + 8;
  for (const found of findRecords(view, collection, prepared)) {
    if (found !== undefined) counted += 1;
    if (counted >= options.enough) break;
    looked += 1;
    if (looked % 128 !== 0 || performance.now() < turn) continue;
    options.checkTime();
    await new Promise((resolve) => setImmediate(resolve));
    turn = performance.now() + 8;
  }
  return counted;
};

export const countMatching = async (view: View, collection: Collection, search: Search, options: CountOptions): Promise<number> => {
  if (options.isSnapshot && search.hint === undefined && Object.keys(search.filter).length === 0) return collection.count;
  const prepared = prepareSearch(collection, view, search);
  const { plan } = prepared;
  if (plan.kind === 'index' && plan.isExact && plan.index.multikeyPaths.size === 0) return countKeys(view, plan);
  return countRecords(view, collection, prepared, options);
};

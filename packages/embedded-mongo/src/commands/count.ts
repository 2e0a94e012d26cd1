import { Int32 } from 'bson';
import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { findRecords, type PreparedSearch, prepareSearch } from '../planner/execute.ts';
import type { IndexScan } from '../planner/plan.ts';
import { rangeOfInterval } from '../planner/scan.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';
import { collectionName, integer, nonNegative, optionalDocument, optionalNumber } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { deadlineOf } from './deadline.ts';
import { checkReadConcern, collationOf, openReading } from './reading.ts';
import { viewDocuments } from './views.ts';

/** Bounds that say all the filter says are counted in the index, without looking at a record. */
const countKeys = (view: View, plan: IndexScan): number => {
  let counted = 0;
  for (const interval of plan.intervals) counted += view.count('indexes', rangeOfInterval(plan.index, interval, false));
  return counted;
};

const countRecords = async (
  view: View,
  collection: Collection,
  prepared: PreparedSearch,
  enough: number,
  checkTime: () => void,
): Promise<number> => {
  let counted = 0;
  let looked = 0;
  let deadline = performance.now() + 8;
  for (const found of findRecords(view, collection, prepared)) {
    if (found !== undefined) counted += 1;
    if (counted >= enough) break;
    looked += 1;
    if (looked % 256 !== 0 || performance.now() < deadline) continue;
    checkTime();
    await new Promise((resolve) => setImmediate(resolve));
    deadline = performance.now() + 8;
  }
  return counted;
};

export const countMatching = async (
  call: CommandCall,
  view: View,
  collection: Collection,
  filter: Document,
  enough: number,
): Promise<number> => {
  const { body } = call;
  const collation = collationOf(body, collection);
  const isAll = Object.keys(filter).length === 0 && call.transaction === undefined && body['hint'] === undefined;
  if (isAll) return collection.count;
  const prepared = prepareSearch(collection, view, { filter, hint: body['hint'], collation });
  const { plan } = prepared;
  if (plan.kind === 'index' && plan.isExact && plan.index.multikeyPaths.size === 0) return countKeys(view, plan);
  return countRecords(view, collection, prepared, enough, deadlineOf(call));
};

export const count = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  checkReadConcern(call);
  const filter = optionalDocument(call.body, 'query', 'count') ?? {};
  const skip = nonNegative(call.body, 'skip', 'count') ?? 0;
  const limit = Math.abs(optionalNumber(call.body, 'limit', 'count') ?? 0);
  const collection = call.server.store.catalog.find(call.database, name);
  if (call.transaction !== undefined)
    throw new CommandFailure('OperationNotSupportedInTransaction', "Cannot run 'count' in a multi-document transaction.");
  if (collection === undefined) return { n: new Int32(0) };
  if (collection.options['viewOn'] !== undefined) {
    const documents = await viewDocuments(call, collection, [{ $match: filter }]);
    return { n: integer(cut(documents.length, skip, limit)) };
  }
  const reading = openReading(call);
  try {
    const enough = limit === 0 ? Number.POSITIVE_INFINITY : skip + limit;
    return { n: integer(cut(await countMatching(call, reading.view, collection, filter, enough), skip, limit)) };
  } finally {
    reading.close();
  }
};

const cut = (total: number, skip: number, limit: number): number => {
  const left = Math.max(0, total - skip);
  return limit === 0 ? left : Math.min(left, limit);
};

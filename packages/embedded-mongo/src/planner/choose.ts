import { compareBson } from '../bson/compare.ts';
import type { Document } from '../bson/document.ts';
import { isDocument } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Collation } from '../query/collation.ts';
import type { Collection } from '../storage/collection.ts';
import type { IndexDefinition } from '../storage/index-definition.ts';
import { encodeValue, invert } from '../storage/key-encoding.ts';
import type { View } from '../storage/view.ts';
import { indexCandidate, parseSort, type SortSpec } from './candidates.ts';
import { filterImpliesPartial } from './partial.ts';
import type { IndexScan, Plan, UnionScan } from './plan.ts';
import { analyseFilter, type FilterAnalysis } from './predicates.ts';
import { rangeOfInterval } from './scan.ts';

export interface PlanRequest {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly hint?: unknown;
  readonly collation?: Collation | undefined;
  /** At most this many documents are wanted. */
  readonly limit?: number | undefined;
  /** Keys of the hinted index: the first one wanted, and the first one not wanted any more. */
  readonly min?: Document | undefined;
  readonly max?: Document | undefined;
}

/** Keys are counted no further than this when candidates are compared. */
const countLimit = 1000;

const usableIndexes = (collection: Collection, view: View, analysis: FilterAnalysis): IndexDefinition[] =>
  collection.indexes.filter(
    (index) =>
      !index.isBuilding && index.builtAt <= view.sequence && index.spec['hidden'] !== true && filterImpliesPartial(index, analysis),
  );

/** The number of keys in the plan's intervals, counted no further than `limit`. */
export const estimateKeys = (view: View, plan: IndexScan, limit: number): number => {
  let keys = 0;
  for (const interval of plan.intervals) {
    const isKey = plan.arePoints && plan.index.isUnique;
    keys += isKey ? 1 : view.count('indexes', rangeOfInterval(plan.index, interval, false), limit - keys);
    if (keys >= limit) return limit;
  }
  return keys;
};

/** What reading that many records costs; those that must be sorted cost more, and a limit cannot spare them. */
const cost = (keys: number, plan: IndexScan, request: PlanRequest, needsSort: boolean): number => {
  const mustSort = needsSort && !plan.isSorted;
  const wanted = request.limit === undefined || request.limit === 0 || mustSort ? keys : Math.min(keys, request.limit);
  return wanted * (mustSort ? 1.5 : 1) + plan.intervals.length * 0.1 - plan.bounds.length * 0.01;
};

const cheapest = (view: View, candidates: readonly IndexScan[], request: PlanRequest, needsSort: boolean): IndexScan | undefined => {
  if (candidates.length < 2) return candidates[0];
  let best: IndexScan | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const candidateCost = cost(estimateKeys(view, candidate, countLimit), candidate, request, needsSort);
    if (candidateCost < bestCost) {
      best = candidate;
      bestCost = candidateCost;
    }
  }
  return best;
};

const planUnion = (collection: Collection, view: View, analysis: FilterAnalysis, request: PlanRequest): UnionScan | undefined => {
  const parts: IndexScan[] = [];
  for (const branch of analysis.branches ?? []) {
    const branchAnalysis = analyseFilter(branch);
    const candidates = candidatesOf(collection, view, branchAnalysis, request.collation, undefined);
    const best = cheapest(view, candidates, { filter: branch }, false);
    if (best === undefined) return undefined;
    parts.push(best);
  }
  return parts.length === 0 ? undefined : { kind: 'union', parts };
};

const candidatesOf = (
  collection: Collection,
  view: View,
  analysis: FilterAnalysis,
  collation: Collation | undefined,
  sort: SortSpec | undefined,
): IndexScan[] =>
  usableIndexes(collection, view, analysis)
    .map((index) => indexCandidate(index, analysis, { collation, sort, mayScanAll: false }))
    .filter((candidate) => candidate !== undefined);

const isNatural = (document: unknown): document is Document => isDocument(document) && '$natural' in document;

const sameKey = (a: Document, b: Document): boolean => compareBson(a, b) === 0;

export const hintedIndex = (collection: Collection, hint: unknown): IndexDefinition => {
  const found = collection.indexes.find((index) =>
    typeof hint === 'string' ? index.name === hint : isDocument(hint) && sameKey(index.spec['key'] as Document, hint),
  );
  if (found === undefined) {
    throw new CommandFailure(
      'BadValue',
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  }
  return found;
};

const planHint = (collection: Collection, view: View, analysis: FilterAnalysis, request: PlanRequest): Plan => {
  if (isNatural(request.hint)) return { kind: 'collection', isReverse: Number(request.hint['$natural']) < 0 };
  const index = hintedIndex(collection, request.hint);
  const options = { collation: request.collation, sort: parseSort(request.sort), mayScanAll: true };
  const isUsable = index.builtAt <= view.sequence && !index.isBuilding;
  const plan = isUsable ? indexCandidate(index, analysis, options) : undefined;
  if (plan !== undefined && (request.min !== undefined || request.max !== undefined)) return withKeyBounds(plan, request);
  return plan ?? { kind: 'collection', isReverse: false };
};

const keyBound = (index: IndexDefinition, key: Document): Buffer => {
  const isSamePattern = Object.keys(key).join('\0') === index.fields.map(({ path }) => path).join('\0');
  if (!isSamePattern) throw new CommandFailure(51174, `min or max does not match the hinted index: ${index.name}`);
  return Buffer.concat(index.fields.map(({ path, descending }) => (descending ? invert(encodeValue(key[path])) : encodeValue(key[path]))));
};

const withKeyBounds = (plan: IndexScan, { min, max }: PlanRequest): IndexScan => {
  const low = min === undefined ? Buffer.from([0]) : keyBound(plan.index, min);
  const high = max === undefined ? Buffer.from([0xff]) : keyBound(plan.index, max);
  if (Buffer.compare(low, high) >= 0)
    throw new CommandFailure(51175, 'The value provided for min must be less than the value provided for max');
  return { ...plan, intervals: [{ low, high }], arePoints: false, isExact: false, bounds: [] };
};

/** Decides how the records that may satisfy the request are found. */
export const choosePlan = (collection: Collection, view: View, request: PlanRequest): Plan => {
  if (request.hint === undefined && (request.min ?? request.max) !== undefined) {
    throw new CommandFailure(51173, 'When using min()/max() a hint of which index to use must be provided');
  }
  if (request.hint !== undefined) return planHint(collection, view, analyseFilter(request.filter), request);
  if (isNatural(request.sort)) return { kind: 'collection', isReverse: Number(request.sort['$natural']) < 0 };
  const analysis = analyseFilter(request.filter);
  const sort = parseSort(request.sort);
  const candidates = candidatesOf(collection, view, analysis, request.collation, sort);
  const best = cheapest(view, candidates, request, (sort?.length ?? 0) > 0);
  if (best !== undefined && best.bounds.length > 0) return best;
  const union = planUnion(collection, view, analysis, request);
  return union ?? best ?? { kind: 'collection', isReverse: false };
};

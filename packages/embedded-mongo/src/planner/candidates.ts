import type { Document } from '../bson/document.ts';
import { isDocument } from '../bson/document.ts';
import { toDouble } from '../bson/numbers.ts';
import type { Collation } from '../query/collation.ts';
import type { IndexDefinition } from '../storage/index-definition.ts';
import { isLongKey, keyPrefix } from '../storage/index-keys.ts';
import { invert, type StringKey } from '../storage/key-encoding.ts';
import { everyValue, type FieldBounds, fieldBounds, type Interval } from './bounds.ts';
import { after } from './byte-order.ts';
import type { IndexScan } from './plan.ts';
import type { FilterAnalysis, Predicate } from './predicates.ts';

/** More intervals than this are not worth their searches. */
const maxIntervals = 10_000;

const isStringy = (value: unknown): boolean => typeof value === 'string' || Array.isArray(value) || isDocument(value);

const usesStrings = (predicate: Predicate): boolean => {
  if (predicate.kind === 'in') return predicate.values.some(isStringy);
  return predicate.kind === 'prefix' || (predicate.kind !== 'exists' && isStringy(predicate.value));
};

const sameCollation = (a: Collation | undefined, b: Collation | undefined): boolean => JSON.stringify(a?.spec) === JSON.stringify(b?.spec);

const matchesMissing = (predicate: Predicate): boolean => {
  if (predicate.kind === 'equal') return predicate.value === null || predicate.value === undefined;
  return predicate.kind === 'in' && predicate.values.some((value) => value === null || value === undefined);
};

/** A sparse index leaves documents out; it serves only a filter that none of those can satisfy. */
const sparseIsEnough = (index: IndexDefinition, { byPath }: FilterAnalysis): boolean =>
  index.fields.some(({ path }) => (byPath.get(path) ?? []).some((predicate) => !matchesMissing(predicate)));

const descending = ({ low, high }: Interval): Interval => ({ low: after(invert(high)), high: after(invert(low)) });

const descendingPoint = ({ low }: Interval): Interval => ({ low: invert(low), high: after(invert(low)) });

const inFieldOrder = (bounds: FieldBounds, isDescending: boolean): readonly Interval[] =>
  isDescending ? bounds.intervals.map(bounds.arePoints ? descendingPoint : descending).reverse() : bounds.intervals;

const join = (heads: readonly Buffer[], intervals: readonly Interval[]): Interval[] =>
  heads.flatMap((head) => intervals.map(({ low, high }) => ({ low: Buffer.concat([head, low]), high: Buffer.concat([head, high]) })));

/** The bounds of the fields, from the first on, for as long as the ones before are points. */
const boundsOfFields = (index: IndexDefinition, analysis: FilterAnalysis, collation: Collation | undefined): FieldBounds[] => {
  const isSameCollation = sameCollation(index.collation, collation);
  const key = index.collation;
  const stringKey: StringKey | undefined = key === undefined ? undefined : (text) => Buffer.from(key.key(text), 'utf8');
  const bounds: FieldBounds[] = [];
  for (const { path } of index.fields) {
    const predicates = (analysis.byPath.get(path) ?? []).filter((predicate) => isSameCollation || !usesStrings(predicate));
    const isMultikey = index.multikeyPaths.size > 0 && isTouchedByArray(index, path);
    const field = fieldBounds(predicates, { stringKey, hasStringOrder: key === undefined }, isMultikey);
    if (field === undefined) break;
    bounds.push(field);
    if (!field.arePoints) break;
  }
  return bounds;
};

/** Whether an array was met at this path or above it. */
const isTouchedByArray = (index: IndexDefinition, path: string): boolean =>
  [...index.multikeyPaths].some((multikey) => multikey === path || multikey.startsWith(`${path}.`) || path.startsWith(`${multikey}.`));

const isComplete = (index: IndexDefinition, analysis: FilterAnalysis, bounds: readonly FieldBounds[]): boolean => {
  if (!analysis.isComplete || index.hasLongKeys || !bounds.every((field) => field.isExact)) return false;
  const bounded = new Set(index.fields.slice(0, bounds.length).map(({ path }) => path));
  return [...analysis.byPath.keys()].every((path) => bounded.has(path));
};

export type SortSpec = readonly (readonly [path: string, direction: 1 | -1])[];

export const parseSort = (sort: Document | undefined): SortSpec | undefined => {
  const entries = Object.entries(sort ?? {});
  if (entries.some(([, direction]) => isDocument(direction))) return undefined;
  return entries.map(([path, direction]) => [path, toDouble(direction) < 0 ? -1 : 1] as const);
};

/** Whether walking the index gives the order asked for: forwards, backwards, or not at all. */
const sortDirection = (index: IndexDefinition, bounds: readonly FieldBounds[], sort: SortSpec): 'forward' | 'backward' | undefined => {
  if (index.kind !== 'ordered' || index.hasLongKeys || index.collation !== undefined) return undefined;
  const isConstant = (position: number): boolean => bounds[position]?.arePoints === true && bounds[position]?.intervals.length === 1;
  const constants = new Set(
    index.fields.filter((_field, position) => isConstant(position) && !isTouchedByArray(index, _field.path)).map(({ path }) => path),
  );
  const wanted = sort.filter(([path]) => !constants.has(path));
  let isBackward: boolean | undefined;
  let position = 0;
  for (const [path, direction] of wanted) {
    while (position < index.fields.length && index.fields[position]?.path !== path && isConstant(position)) position += 1;
    const field = index.fields[position];
    if (field?.path !== path || isTouchedByArray(index, path)) return undefined;
    const isAgainst = field.descending !== direction < 0;
    if (isBackward !== undefined && isBackward !== isAgainst) return undefined;
    isBackward = isAgainst;
    position += 1;
  }
  return isBackward ? 'backward' : 'forward';
};

const shorten = (interval: Interval): Interval => ({
  low: isLongKey(interval.low) ? keyPrefix(interval.low) : interval.low,
  high: isLongKey(interval.high) ? after(keyPrefix(interval.high)) : interval.high,
});

const intervalsOf = (index: IndexDefinition, bounds: readonly FieldBounds[]): Interval[] | undefined => {
  let heads: Buffer[] = [Buffer.alloc(0)];
  for (const [position, field] of bounds.entries()) {
    const ordered = inFieldOrder(field, index.fields[position]?.descending === true);
    if (heads.length * ordered.length > maxIntervals) return undefined;
    if (position === bounds.length - 1) return join(heads, ordered).map(shorten);
    heads = join(heads, ordered).map(({ low }) => low);
  }
  return everyValue.intervals.map((interval) => interval);
};

export interface CandidateOptions {
  readonly collation: Collation | undefined;
  readonly sort: SortSpec | undefined;
  /** Walks the whole index if nothing bounds it: it was hinted at, or gives the order. */
  readonly mayScanAll: boolean;
}

/** How `index` would answer, or undefined when it cannot or would not help. */
export const indexCandidate = (index: IndexDefinition, analysis: FilterAnalysis, options: CandidateOptions): IndexScan | undefined => {
  if (index.kind === 'text' || (index.isSparse && !options.mayScanAll && !sparseIsEnough(index, analysis))) return undefined;
  const bounds = index.kind === 'hashed' ? [] : boundsOfFields(index, analysis, options.collation);
  const sameOrder = options.collation === undefined;
  const direction = options.sort === undefined || options.sort.length === 0 ? undefined : sortDirection(index, bounds, options.sort);
  const isSorted = direction !== undefined && sameOrder;
  const canGiveOrder = isSorted && !(index.isSparse && !sparseIsEnough(index, analysis));
  if (bounds.length === 0 && !options.mayScanAll && !canGiveOrder) return undefined;
  const intervals = intervalsOf(index, bounds);
  if (intervals === undefined) return undefined;
  return {
    kind: 'index',
    index,
    intervals,
    arePoints: bounds.length === index.fields.length && bounds.every((field) => field.arePoints) && !index.hasLongKeys,
    isReverse: isSorted && direction === 'backward',
    isExact: isComplete(index, analysis, bounds),
    isSorted,
    bounds,
  };
};

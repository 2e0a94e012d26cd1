import { isDocument } from '../bson/document.ts';
import { encodeValue, type StringKey, typeMarks } from '../storage/key-encoding.ts';
import { after } from './byte-order.ts';
import type { Predicate } from './predicates.ts';

/** Encoded values from `low` (inclusive) to `high` (exclusive): bytes that no encoding is a proper beginning of. */
export interface Interval {
  readonly low: Buffer;
  readonly high: Buffer;
}

/** What an index field is searched for. */
export interface FieldBounds {
  readonly intervals: readonly Interval[];
  /** Each interval is one value, so that the next field of the index can be bounded too. */
  readonly arePoints: boolean;
  /** Everything within the bounds satisfies the predicates. */
  readonly isExact: boolean;
}

const lowest = Buffer.from([0]);
const highest = Buffer.from([0xff]);
export const everyValue: FieldBounds = { intervals: [{ low: lowest, high: highest }], arePoints: false, isExact: true };

const point = (bytes: Buffer): Interval => ({ low: bytes, high: after(bytes) });

/** Values of other types than the bound's are never greater or less than it. */
const typeInterval = (type: number): Interval => ({
  low: Buffer.from([type]),
  high: Buffer.from([type + (type === typeMarks.number ? 8 : 1)]),
});

const rangeInterval = (operator: string, value: unknown, stringKey: StringKey | undefined): Interval | undefined => {
  const bytes = encodeValue(value, stringKey);
  const type = bytes[0] as number;
  if (type === typeMarks.minKey || type === typeMarks.maxKey || type === typeMarks.null) return undefined;
  const whole = typeInterval(type);
  switch (operator) {
    case '$gt':
      return { low: after(bytes), high: whole.high };
    case '$gte':
      return { low: bytes, high: whole.high };
    case '$lt':
      return { low: whole.low, high: bytes };
    default:
      return { low: whole.low, high: after(bytes) };
  }
};

const isNaNKey = (value: unknown): boolean => Number.isNaN(Number(value)) && encodeValue(value)[0] === typeMarks.number;

/** An array is not in the index as a whole, nor is a value that collation may equate with others. */
const equalBounds = (value: unknown, stringKey: StringKey | undefined): Interval | undefined =>
  Array.isArray(value) || value === undefined ? undefined : point(encodeValue(value, stringKey));

/** Equality with null also finds missing fields, and with an object depends on what bytes cannot tell. */
const isExactPoint = (value: unknown): boolean => value !== null && value !== undefined && !isDocument(value);

export interface BoundsOptions {
  readonly stringKey: StringKey | undefined;
  /** Under a collation equal strings have equal keys, but their order is not the collation's. */
  readonly hasStringOrder: boolean;
}

const boundsOfOne = (predicate: Predicate, { stringKey, hasStringOrder }: BoundsOptions): FieldBounds | undefined => {
  switch (predicate.kind) {
    case 'equal': {
      const interval = equalBounds(predicate.value, stringKey);
      return interval && { intervals: [interval], arePoints: true, isExact: isExactPoint(predicate.value) };
    }
    case 'in': {
      const intervals = predicate.values.map((value) => equalBounds(value, stringKey));
      if (intervals.includes(undefined)) return undefined;
      return { intervals: sortedPoints(intervals as Interval[]), arePoints: true, isExact: predicate.values.every(isExactPoint) };
    }
    case 'range': {
      if (typeof predicate.value !== 'object' && typeof predicate.value === 'string' && !hasStringOrder) return undefined;
      if (isDocument(predicate.value) || Array.isArray(predicate.value) || isNaNKey(predicate.value)) return undefined;
      const interval = rangeInterval(predicate.operator, predicate.value, stringKey);
      // NaN sorts below every number and is neither less nor greater: it has to be looked at.
      return (
        interval && { intervals: [interval], arePoints: false, isExact: interval.low[0] !== typeMarks.number || interval.low.length > 1 }
      );
    }
    case 'prefix': {
      if (stringKey !== undefined || predicate.prefix.includes('\0')) return undefined;
      const low = Buffer.concat([Buffer.from([typeMarks.string]), Buffer.from(predicate.prefix, 'utf8')]);
      // A stored regular expression equal to this one is also found by it, and is no string.
      const regexes = Buffer.from([typeMarks.regex]);
      return {
        intervals: [
          { low, high: after(low) },
          { low: regexes, high: after(regexes) },
        ],
        arePoints: false,
        isExact: false,
      };
    }
    default:
      return undefined;
  }
};

const sortedPoints = (points: readonly Interval[]): Interval[] => {
  const sorted = [...points].sort((a, b) => Buffer.compare(a.low, b.low));
  return sorted.filter((interval, index) => index === 0 || !interval.low.equals((sorted[index - 1] as Interval).low));
};

const greater = (a: Buffer, b: Buffer): Buffer => (Buffer.compare(a, b) >= 0 ? a : b);
const smaller = (a: Buffer, b: Buffer): Buffer => (Buffer.compare(a, b) <= 0 ? a : b);

const intersect = (a: FieldBounds, b: FieldBounds): FieldBounds => {
  const intervals: Interval[] = [];
  for (const left of a.intervals) {
    for (const right of b.intervals) {
      const interval = { low: greater(left.low, right.low), high: smaller(left.high, right.high) };
      if (Buffer.compare(interval.low, interval.high) < 0) intervals.push(interval);
    }
  }
  return { intervals, arePoints: a.arePoints || b.arePoints, isExact: a.isExact && b.isExact };
};

/**
 * The bounds that all predicates on one field put together. With arrays each predicate may be satisfied by another
 * element, so that bounds must not be intersected: the narrowest one is used and the rest is left to the matcher.
 */
export const fieldBounds = (predicates: readonly Predicate[], options: BoundsOptions, isMultikey: boolean): FieldBounds | undefined => {
  const all = predicates.map((predicate) => boundsOfOne(predicate, options));
  const usable = all.filter((bounds) => bounds !== undefined);
  if (usable.length === 0) return undefined;
  const isExact = usable.length === predicates.length;
  if (isMultikey) {
    const best = usable.find((bounds) => bounds.arePoints) ?? (usable[0] as FieldBounds);
    return { ...best, isExact: best.isExact && predicates.length === 1 };
  }
  const joined = usable.reduce(intersect);
  return { ...joined, isExact: joined.isExact && isExact };
};

import type { Binary } from 'bson';
import { compareBson, compareStrings, type StringOrder } from '../../bson/compare.ts';
import { isDocument, tagOf } from '../../bson/document.ts';
import { numberKindOf, toDouble } from '../../bson/numbers.ts';
import { isNullish } from '../../bson/types.ts';

/** Values that are equal in BSON's order have equal keys; different ones may share a key and are compared then. */
const bucketOf = (value: unknown, isBytewise: boolean): string => {
  if (isNullish(value)) return 'n';
  if (typeof value === 'string') return isBytewise ? `s${value}` : 's';
  if (numberKindOf(value) !== undefined) return `#${toDouble(value) + 0}`;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value instanceof Date) return `d${value.getTime()}`;
  if (Array.isArray(value)) return `a${value.length}${value.length > 0 ? bucketOf(value[0], isBytewise) : ''}`;
  if (isDocument(value)) {
    const entries = Object.entries(value);
    return `o${entries.map(([name, field]) => name + bucketOf(field, isBytewise)).join()}`;
  }
  const tag = tagOf(value);
  return tag === 'ObjectId' ? `i${String(value)}` : tag === 'Binary' ? `b${(value as Binary).toString('hex')}` : `x${tag}`;
};

/** A whole number that is the same for equal values; `seed` gives another spread of the same values. */
export const hashOf = (value: unknown, order: StringOrder, seed: number): number => {
  let hash = 2166136261 ^ seed;
  for (const char of bucketOf(value, order === compareStrings)) hash = Math.imul(hash ^ (char.codePointAt(0) as number), 16777619);
  return (hash ^ (hash >>> 15)) >>> 0;
};

/** A map whose keys are BSON values, equal as `$group` takes them for equal, in order of arrival. */
export class ValueMap<T> {
  private readonly buckets = new Map<string, { readonly key: unknown; value: T }[]>();
  private readonly entriesInOrder: { readonly key: unknown; value: T }[] = [];
  private readonly order: StringOrder;

  constructor(order: StringOrder = compareStrings) {
    this.order = order;
  }

  get size(): number {
    return this.entriesInOrder.length;
  }

  get(key: unknown): T | undefined {
    return this.find(key)?.value;
  }

  has(key: unknown): boolean {
    return this.find(key) !== undefined;
  }

  set(key: unknown, value: T): void {
    const found = this.find(key);
    if (found !== undefined) {
      found.value = value;
      return;
    }
    const entry = { key, value };
    const bucketName = this.bucket(key);
    const bucket = this.buckets.get(bucketName);
    if (bucket === undefined) this.buckets.set(bucketName, [entry]);
    else bucket.push(entry);
    this.entriesInOrder.push(entry);
  }

  entries(): readonly { readonly key: unknown; readonly value: T }[] {
    return this.entriesInOrder;
  }

  private bucket(key: unknown): string {
    return bucketOf(key, this.order === compareStrings);
  }

  private find(key: unknown): { readonly key: unknown; value: T } | undefined {
    return this.buckets.get(this.bucket(key))?.find((entry) => compareBson(entry.key, key, this.order) === 0);
  }
}

/** The distinct values in order of arrival. */
export const distinctValues = (values: Iterable<unknown>, order: StringOrder = compareStrings): unknown[] => {
  const seen = new ValueMap<true>(order);
  for (const value of values) if (!seen.has(value)) seen.set(value, true);
  return seen.entries().map(({ key }) => key);
};

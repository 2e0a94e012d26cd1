import { compareBson, compareStrings, type StringOrder } from '../bson/compare.ts';
import { type Document, getField, isDocument, tagOf } from '../bson/document.ts';
import { int, toDouble } from '../bson/numbers.ts';
import { isNumeric } from '../bson/types.ts';
import { type Collation, stringOrderOf } from './collation.ts';
import { fail, show } from './failure.ts';
import { isArrayIndex, splitPath } from './match/path.ts';
import { metadataOf } from './metadata.ts';

export type DocumentOrder = (a: Document, b: Document) => number;

interface Part {
  readonly key: (document: Document) => unknown;
  readonly direction: 1 | -1;
}

const directionOf = (value: unknown, code: number): 1 | -1 => {
  const direction = isNumeric(value) ? toDouble(value) : Number.NaN;
  if (Number.isNaN(direction)) return fail(15974, `Illegal key in $sort specification: ${show(value)}`);
  if (direction !== 1 && direction !== -1) fail(code, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
  return direction as 1 | -1;
};

const metaPart = (spec: Document): Part => {
  const kind = spec['$meta'];
  if (kind !== 'textScore' && kind !== 'randVal' && kind !== 'searchScore') return fail(31138, `Illegal $meta sort: $meta: ${show(kind)}`);
  return { key: (document) => metadataOf(document)?.[kind] ?? int(0), direction: -1 };
};

const NONE: readonly unknown[] = [undefined];

/** All values an index on this path would hold for the document: arrays on the way and at the end are spread. */
const keysAt = (value: unknown, parts: readonly string[], at: number): readonly unknown[] => {
  if (Array.isArray(value)) return keysInArray(value, parts, at);
  if (at === parts.length) return [value];
  return isDocument(value) ? keysAt(getField(value, parts[at] as string), parts, at + 1) : NONE;
};

const keysInArray = (array: readonly unknown[], parts: readonly string[], at: number): readonly unknown[] => {
  if (at === parts.length) return array.length === 0 ? NONE : array;
  const part = parts[at] as string;
  if (isArrayIndex(part)) return keysAt(array[Number(part)], parts, at + 1);
  const keys = array.flatMap((element) => (isDocument(element) ? keysAt(element, parts, at) : NONE));
  return keys.length === 0 ? NONE : keys;
};

/** An ascending sort goes by an array's smallest element, a descending one by its largest; an empty array sorts below null. */
const pathPart = (path: string, direction: 1 | -1, order: StringOrder): Part => {
  const parts = splitPath(path);
  const single = parts.length === 1 ? (parts[0] as string) : undefined;
  const pick = (keys: readonly unknown[], isEmptyArray: boolean): unknown => {
    let best: unknown = keys[0];
    for (const key of keys) if (compareBson(key ?? null, best ?? null, order) * direction < 0) best = key;
    return best === undefined && isEmptyArray ? undefined : (best ?? null);
  };
  return {
    direction,
    key: (document) => {
      const value = single === undefined ? undefined : getField(document, single);
      if (single !== undefined && !Array.isArray(value)) return value ?? null;
      const keys = keysAt(document, parts, 0);
      return pick(keys, Array.isArray(value) && value.length === 0);
    },
  };
};

const partsOf = (spec: unknown, order: StringOrder): readonly Part[] => {
  const entries = spec instanceof Map ? [...(spec as Map<string, unknown>)] : isDocument(spec) ? Object.entries(spec) : undefined;
  if (entries === undefined) return fail(15973, 'the $sort key specification must be an object');
  return entries.map(([path, value]) => {
    if (isDocument(value) && tagOf(value) === undefined) {
      if (!Object.hasOwn(value, '$meta')) fail(17312, '$meta is the only expression supported by $sort right now');
      return metaPart(value);
    }
    if (path === '' || path.startsWith('.') || path.endsWith('.') || path.includes('..'))
      fail(15998, 'FieldPath field names may not be empty strings.');
    return pathPart(path, directionOf(value, 15975), order);
  });
};

/**
 * Compiles a sort to an order over documents; equal documents keep their order, as Array.sort is stable.
 * @see https://www.mongodb.com/docs/manual/reference/method/cursor.sort/
 */
export const compileSort = (spec: unknown, collation?: Collation | StringOrder): DocumentOrder => {
  const order = typeof collation === 'function' ? collation : stringOrderOf(collation);
  const parts = partsOf(spec, order);
  return (a, b) => {
    for (const { key, direction } of parts) {
      const result = compareBson(key(a), key(b), order);
      if (result !== 0) return result * direction;
    }
    return 0;
  };
};

/** The sort keys of a document, so that a large sort computes them once for each document. */
export const compileSortKey = (
  spec: unknown,
  order: StringOrder = compareStrings,
): { keys: (document: Document) => readonly unknown[]; compare: (a: readonly unknown[], b: readonly unknown[]) => number } => {
  const parts = partsOf(spec, order);
  return {
    keys: (document) => parts.map(({ key }) => key(document)),
    compare: (a, b) => {
      for (const [index, { direction }] of parts.entries()) {
        const result = compareBson(a[index], b[index], order);
        if (result !== 0) return result * direction;
      }
      return 0;
    },
  };
};

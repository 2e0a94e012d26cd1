import { createHash } from 'node:crypto';
import { Long } from 'bson';
import { type Document, getField, isDocument } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { IndexDefinition } from './index-definition.ts';
import { encodeValue, invert, type StringKey, typeMarks } from './key-encoding.ts';
import { termsOf } from './text-terms.ts';

/** LMDB's longest key is 1978 bytes; collection, record and room for change come off that. */
const maxKeyBytes = 1536;
const hashBytes = 32;

/** Stands for the value of an empty array, which sorts below null. */
const emptyArray = Buffer.from([typeMarks.undefined]);

/** One field on its way down the document: where it stands and what is left of its path. */
interface Walk {
  readonly value: unknown;
  readonly rest: readonly string[];
  /** Elements of an array are indexed as they are; an array within an array is one value. */
  readonly isElement: boolean;
  readonly isEmptyArray?: boolean;
}

const isPosition = (name: string | undefined): boolean => name !== undefined && /^\d+$/.test(name);

/** Goes down until the path ends or an array is to be unfolded. */
const descend = (walk: Walk): Walk => {
  let { value, rest, isElement } = walk;
  while (rest.length > 0) {
    const [name, ...after] = rest as [string, ...string[]];
    if (Array.isArray(value)) {
      if (!isPosition(name) || value.some((element) => isDocument(element) && getField(element, name) !== undefined)) break;
      value = value[Number(name)];
    } else value = isDocument(value) ? getField(value, name) : undefined;
    rest = after;
    isElement = false;
  }
  return { value, rest, isElement };
};

const needsUnfolding = ({ value, isElement }: Walk): boolean => Array.isArray(value) && !isElement;

/** All combinations of values the fields of one index take in a document. */
const combinations = (walks: readonly Walk[], note: (field: number) => void): Walk[][] => {
  const reached = walks.map((walk) => (walk.isEmptyArray ? walk : descend(walk)));
  const arrays = reached.filter(needsUnfolding);
  if (arrays.length === 0) return [reached];
  const array = (arrays[0] as Walk).value as readonly unknown[];
  if (arrays.some((walk) => walk.value !== array)) throw new CommandFailure(171, 'cannot index parallel arrays');
  reached.forEach((walk, field) => {
    if (needsUnfolding(walk)) note(field);
  });
  const unfold = (element: Partial<Walk>): Walk[] =>
    reached.map((walk) => (needsUnfolding(walk) ? { rest: walk.rest, value: undefined, isElement: true, ...element } : walk));
  if (array.length === 0) return [reached.map((walk) => (needsUnfolding(walk) ? emptied(walk) : walk))];
  return array.flatMap((value) => combinations(unfold({ value }), note));
};

const emptied = (walk: Walk): Walk => ({ value: undefined, rest: [], isElement: true, isEmptyArray: walk.rest.length === 0 });

const hashOf = (value: unknown): Long => {
  const digest = createHash('md5').update(encodeValue(value)).digest();
  return Long.fromBigInt(digest.readBigInt64LE(0));
};

const stringKeyOf = (index: IndexDefinition): StringKey | undefined => {
  const { collation } = index;
  return collation === undefined ? undefined : (text) => Buffer.from(collation.key(text), 'utf8');
};

const encodeWalk = (walk: Walk, index: IndexDefinition, field: number, stringKey: StringKey | undefined): Buffer => {
  const { path, descending } = index.fields[field] as (typeof index.fields)[number];
  if (walk.isEmptyArray) return descending ? invert(emptyArray) : emptyArray;
  const isHashed = (index.spec['key'] as Document)[path] === 'hashed';
  const bytes = encodeValue(isHashed ? hashOf(walk.value) : walk.value, stringKey);
  return descending ? invert(bytes) : bytes;
};

/** Keeps a key within LMDB's limit: a long one is its beginning and the hash of the whole. */
export const boundKey = (key: Buffer): Buffer => {
  if (key.length <= maxKeyBytes) return key;
  return Buffer.concat([key.subarray(0, maxKeyBytes - hashBytes), createHash('sha256').update(key).digest()]);
};

/** The beginning that a long key shares with its bound form. */
export const keyPrefix = (key: Buffer): Buffer => (key.length <= maxKeyBytes ? key : key.subarray(0, maxKeyBytes - hashBytes));

export const isLongKey = (key: Buffer): boolean => key.length > maxKeyBytes;

export interface IndexKeys {
  /** Distinct keys, without the index's own prefix. */
  readonly keys: readonly Buffer[];
  readonly hasLongKeys: boolean;
  readonly multikeyPaths: ReadonlySet<string>;
}

const none: IndexKeys = { keys: [], hasLongKeys: false, multikeyPaths: new Set() };

const distinct = (keys: readonly Buffer[]): Buffer[] =>
  keys.length < 2 ? [...keys] : [...new Map(keys.map((key) => [key.toString('latin1'), key])).values()];

const isMissing = (walk: Walk): boolean => walk.value === undefined && !walk.isEmptyArray;

/** The keys under which `document` stands in `index`. */
export const indexKeysOf = (index: IndexDefinition, document: Document): IndexKeys => {
  if (!index.covers(document)) return none;
  const multikeyPaths = new Set<string>();
  const walks = index.fields.map(({ path }): Walk => ({ value: document, rest: path.split('.'), isElement: false }));
  const note = (field: number): void => void multikeyPaths.add((index.fields[field] as { path: string }).path);
  const rows = walks.length === 0 ? [[]] : combinations(walks, note);
  const kept = index.isSparse && index.kind !== 'text' ? rows.filter((row) => !row.every(isMissing)) : rows;
  if (index.kind === 'hashed' && multikeyPaths.size > 0)
    throw new CommandFailure(16766, 'hashed indexes do not currently support array values');
  const stringKey = stringKeyOf(index);
  const plain = kept.map((row) => Buffer.concat(row.map((walk, field) => encodeWalk(walk, index, field, stringKey))));
  const keys = index.kind === 'text' ? withTerms(index, document, plain) : plain;
  return { keys: distinct(keys.map(boundKey)), hasLongKeys: keys.some(isLongKey), multikeyPaths };
};

const withTerms = (index: IndexDefinition, document: Document, keys: readonly Buffer[]): Buffer[] =>
  [...termsOf(index.spec, document)].flatMap((term) => keys.map((key) => Buffer.concat([encodeValue(term), key])));

/** The values of the indexed fields, as a duplicate-key error shows them. */
export const keyValueOf = (index: IndexDefinition, document: Document): Document => {
  const fields: Document = {};
  for (const { path } of index.fields) {
    const { value } = descend({ value: document, rest: path.split('.'), isElement: false });
    fields[path] = value === undefined ? null : value;
  }
  return fields;
};

import type { DBRef } from 'bson';

/** A BSON document as it was read without promotion: numbers are Int32, Long, Double or Decimal128 objects. */
export type Document = Record<string, unknown>;

type Tagged = { readonly _bsontype?: unknown };

/** The `_bsontype` of a BSON wrapper object (`Int32`, `ObjectId`, ...), undefined for everything else. */
export const tagOf = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const tag = (value as Tagged)._bsontype;
  return typeof tag === 'string' ? tag : undefined;
};

/** True for an embedded document; a DBRef, which bson reads from `{ $ref, $id }`, counts as one. */
export const isDocument = (value: unknown): value is Document => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  if (value instanceof Date || value instanceof RegExp || value instanceof Uint8Array || value instanceof Map) return false;
  const tag = tagOf(value);
  return tag === undefined || tag === 'DBRef';
};

/** A document's fields as a plain object; only a DBRef has to be opened up. */
export const fieldsOf = (value: Document): Document => {
  if (tagOf(value) !== 'DBRef') return value;
  const reference = value as unknown as DBRef;
  const fields: Document = { $ref: reference.collection, $id: reference.oid };
  if (reference.db !== undefined) fields['$db'] = reference.db;
  return Object.assign(fields, reference.fields);
};

/** The field's own value, undefined where it is missing: names like `constructor` must not reach Object.prototype. */
export const getField = (document: Document, name: string): unknown => {
  const value = fieldsOf(document)[name];
  if (value !== undefined && name in Object.prototype && !Object.hasOwn(document, name)) return undefined;
  return value;
};

export const hasField = (document: Document, name: string): boolean => {
  const fields = fieldsOf(document);
  return Object.hasOwn(fields, name) && fields[name] !== undefined;
};

/** Sets a field as plain data, also one named `__proto__`. */
export const setField = (document: Document, name: string, value: unknown): void => {
  if (name === '__proto__') Object.defineProperty(document, name, { value, writable: true, enumerable: true, configurable: true });
  else document[name] = value;
};

/** Deep copy of documents and arrays; the leaves are immutable by convention and shared. */
export const copyValue = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(copyValue) as T;
  if (!isDocument(value)) return value;
  const copy: Document = {};
  for (const [name, field] of Object.entries(fieldsOf(value))) setField(copy, name, copyValue(field));
  return copy as T;
};

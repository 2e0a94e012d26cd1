import type { Binary, BSONRegExp, Decimal128, ObjectId, Timestamp } from 'bson';
import { fieldsOf, isDocument } from '../bson/document.ts';
import { toDouble } from '../bson/numbers.ts';
import { type BsonTypeName, typeOf } from '../bson/types.ts';
import type { ErrorCodeName } from '../errors/codes.ts';
import { CommandFailure } from '../errors/command-failure.ts';

/** Throws a refusal of a query, update or pipeline with MongoDB's code. */
export const fail = (code: ErrorCodeName | number, message: string): never => {
  throw new CommandFailure(code, message);
};

const showDouble = (value: number): string => (Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value));

const showRegex = (value: RegExp | BSONRegExp): string => (value instanceof RegExp ? String(value) : `/${value.pattern}/${value.options}`);

const writers: Partial<Readonly<Record<BsonTypeName, (value: unknown) => string>>> = {
  string: (value) => `"${String(value)}"`,
  double: (value) => showDouble(toDouble(value)),
  decimal: (value) => String(value as Decimal128),
  objectId: (value) => `ObjectId('${(value as ObjectId).toHexString()}')`,
  date: (value) => `new Date(${(value as Date).getTime()})`,
  timestamp: (value) => `Timestamp(${(value as Timestamp).getHighBitsUnsigned()}, ${(value as Timestamp).getLowBitsUnsigned()})`,
  regex: (value) => showRegex(value as RegExp | BSONRegExp),
  binData: (value) =>
    value instanceof Uint8Array
      ? 'BinData(0, ...)'
      : `BinData(${(value as Binary).sub_type}, ${(value as Binary).toString('hex').toUpperCase()})`,
  minKey: () => 'MinKey',
  maxKey: () => 'MaxKey',
  missing: () => 'MISSING',
};

/** A value as MongoDB's messages show it: `{ a: 1, b: [ "x", 2.0 ] }`. */
export const show = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(show).join(', ')} ]`;
  if (isDocument(value)) {
    const fields = Object.entries(fieldsOf(value)).map(([name, field]) => `${name}: ${show(field)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  return writers[typeOf(value)]?.(value) ?? String(value);
};

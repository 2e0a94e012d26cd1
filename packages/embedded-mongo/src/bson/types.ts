import { isDocument, tagOf } from './document.ts';

/** BSON type names as `$type` spells them; `missing` is not a BSON type, but what aggregation calls an absent value. */
export type BsonTypeName =
  | 'double' | 'string' | 'object' | 'array' | 'binData' | 'undefined' | 'objectId' | 'bool' | 'date' | 'null' | 'regex' | 'dbPointer'
  | 'javascript' | 'symbol' | 'javascriptWithScope' | 'int' | 'timestamp' | 'long' | 'decimal' | 'minKey' | 'maxKey' | 'missing'; // biome-ignore format: one table

/** The numbers `$type` accepts beside the names. */
export const typeNumbers: Readonly<Record<string, number>> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

const typeByTag: Readonly<Record<string, BsonTypeName>> = {
  Int32: 'int',
  Double: 'double',
  Long: 'long',
  Decimal128: 'decimal',
  ObjectId: 'objectId',
  Binary: 'binData',
  Timestamp: 'timestamp',
  BSONRegExp: 'regex',
  BSONSymbol: 'symbol',
  MinKey: 'minKey',
  MaxKey: 'maxKey',
  DBRef: 'object',
};

const isInt32 = (value: number): boolean => (value | 0) === value && !Object.is(value, -0);

const typeOfObject = (value: object): BsonTypeName => {
  const tag = tagOf(value);
  if (tag !== undefined) {
    const name = typeByTag[tag];
    if (name !== undefined) return name;
    if (tag === 'Code') return (value as { scope?: unknown }).scope ? 'javascriptWithScope' : 'javascript';
  }
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regex';
  if (value instanceof Uint8Array) return 'binData';
  return isDocument(value) ? 'object' : 'undefined';
};

/** The BSON type a value has or, for a plain JavaScript value, would be serialized with. */
export const typeOf = (value: unknown): BsonTypeName => {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return isInt32(value) ? 'int' : 'double';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'long';
    case 'object':
      return value === null ? 'null' : typeOfObject(value);
    default:
      return 'missing';
  }
};

/** MongoDB's comparison order of types; types of one rank compare by value. */
const ranks: Readonly<Record<BsonTypeName, number>> = {
  minKey: -1,
  missing: 0,
  undefined: 0,
  null: 5,
  int: 10,
  long: 10,
  double: 10,
  decimal: 10,
  string: 15,
  symbol: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  dbPointer: 55,
  javascript: 60,
  javascriptWithScope: 65,
  maxKey: 127,
};

/** The rank of a type in MongoDB's order: `MinKey < null < numbers < strings < documents < arrays < ... < MaxKey`. */
export const rankOfType = (name: BsonTypeName): number => ranks[name];

export const rankOf = (value: unknown): number => ranks[typeOf(value)];

export const isNumeric = (value: unknown): boolean => {
  const type = typeof value;
  return type === 'number' || type === 'bigint' || (type === 'object' && value !== null && rankOf(value) === 10);
};

export const isNullish = (value: unknown): value is null | undefined => value === null || value === undefined;

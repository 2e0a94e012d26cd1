import type { Binary, BSONRegExp, BSONSymbol, Code, DBRef, ObjectId, Timestamp } from 'bson';
import { type Document, fieldsOf, tagOf } from '../bson/document.ts';
import { encodeNumber } from './number-encoding.ts';

/**
 * Values as bytes that compare as MongoDB compares the values, whatever their types. No encoding is the beginning of
 * another one, so that they can be set one behind the other, and turned over bit by bit for descending order.
 * @see https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
export const typeMarks = {
  minKey: 0x10,
  undefined: 0x14,
  null: 0x18,
  number: 0x20,
  string: 0x30,
  object: 0x38,
  array: 0x40,
  binary: 0x48,
  objectId: 0x50,
  boolean: 0x58,
  date: 0x60,
  timestamp: 0x68,
  regex: 0x70,
  dbPointer: 0x78,
  code: 0x80,
  codeWithScope: 0x88,
  maxKey: 0xf0,
} as const;

const end = Buffer.from([0]);
const mark = (type: number): Buffer => Buffer.from([type]);

/** Zero bytes are escaped, so that the terminator sorts below everything that can follow. */
const encodeBytesWithEnd = (bytes: Buffer): Buffer => {
  if (!bytes.includes(0)) return Buffer.concat([bytes, Buffer.from([0, 1])]);
  const escaped: number[] = [];
  for (const byte of bytes) {
    escaped.push(byte);
    if (byte === 0) escaped.push(0xff);
  }
  return Buffer.from([...escaped, 0, 1]);
};

export type StringKey = (text: string) => Buffer;

const plainStringKey: StringKey = (text) => Buffer.from(text, 'utf8');

const encodeInt64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(9);
  bytes[0] = typeMarks.date;
  bytes.writeBigUInt64BE(BigInt.asUintN(64, value ^ (1n << 63n)), 1);
  return bytes;
};

const encodeBinary = (value: Uint8Array, subtype: number): Buffer => {
  const head = Buffer.alloc(6);
  head[0] = typeMarks.binary;
  head.writeUInt32BE(value.length, 1);
  head[5] = subtype;
  return Buffer.concat([head, value]);
};

const encodeTimestamp = (value: Timestamp): Buffer => {
  const bytes = Buffer.alloc(9);
  bytes[0] = typeMarks.timestamp;
  bytes.writeUInt32BE(value.getHighBitsUnsigned(), 1);
  bytes.writeUInt32BE(value.getLowBitsUnsigned(), 5);
  return bytes;
};

const encodeFields = (type: number, fields: Document, stringKey: StringKey): Buffer => {
  const parts: Buffer[] = [mark(type)];
  for (const [name, value] of Object.entries(fields)) {
    const encoded = encodeValue(value, stringKey);
    parts.push(encoded.subarray(0, 1), encodeBytesWithEnd(plainStringKey(name)), encoded);
  }
  return Buffer.concat([...parts, end]);
};

const encodeTagged = (tag: string, value: object, stringKey: StringKey): Buffer | undefined => {
  switch (tag) {
    case 'ObjectId':
      return marked(typeMarks.objectId, (value as ObjectId).id);
    case 'Binary':
      return encodeBinary((value as Binary).value(), (value as Binary).sub_type);
    case 'Timestamp':
      return encodeTimestamp(value as Timestamp);
    case 'BSONRegExp': {
      const { pattern, options } = value as BSONRegExp;
      return Buffer.concat([mark(typeMarks.regex), encodeBytesWithEnd(Buffer.from(pattern)), encodeBytesWithEnd(Buffer.from(options))]);
    }
    case 'BSONSymbol':
      return encodeValue((value as BSONSymbol).value, stringKey);
    case 'Code': {
      const { code, scope } = value as Code;
      const head = Buffer.concat([mark(scope ? typeMarks.codeWithScope : typeMarks.code), encodeBytesWithEnd(Buffer.from(code))]);
      return scope ? Buffer.concat([head, encodeFields(typeMarks.object, scope, stringKey)]) : head;
    }
    case 'DBRef':
      return encodeFields(typeMarks.object, fieldsOf(value as DBRef as unknown as Document), stringKey);
    case 'MinKey':
      return mark(typeMarks.minKey);
    case 'MaxKey':
      return mark(typeMarks.maxKey);
    default:
      return undefined;
  }
};

const encodeObject = (value: object, stringKey: StringKey): Buffer => {
  const tag = tagOf(value);
  const tagged = tag === undefined ? undefined : encodeTagged(tag, value, stringKey);
  if (tagged !== undefined) return tagged;
  if (value instanceof Date) return encodeInt64(BigInt(value.getTime()));
  if (value instanceof RegExp) {
    return Buffer.concat([
      mark(typeMarks.regex),
      encodeBytesWithEnd(Buffer.from(value.source)),
      encodeBytesWithEnd(Buffer.from(value.flags)),
    ]);
  }
  if (value instanceof Uint8Array) return encodeBinary(value, 0);
  if (Array.isArray(value)) {
    return Buffer.concat([mark(typeMarks.array), ...value.map((element) => encodeValue(element, stringKey)), end]);
  }
  return encodeFields(typeMarks.object, value as Document, stringKey);
};

/** Type, bytes and terminator in one piece, for the many strings that hold no zero. */
const encodeString = (text: string, stringKey: StringKey): Buffer => {
  if (stringKey !== plainStringKey || text.includes('\0'))
    return Buffer.concat([mark(typeMarks.string), encodeBytesWithEnd(stringKey(text))]);
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(length + 3);
  bytes[0] = typeMarks.string;
  bytes.write(text, 1);
  bytes[length + 1] = 0;
  bytes[length + 2] = 1;
  return bytes;
};

const marked = (type: number, encoded: Uint8Array): Buffer => {
  const bytes = Buffer.allocUnsafe(encoded.length + 1);
  bytes[0] = type;
  bytes.set(encoded, 1);
  return bytes;
};

/** `undefined` encodes as null does: a missing field and a null one are the same to an index. */
export const encodeValue = (value: unknown, stringKey: StringKey = plainStringKey): Buffer => {
  if (value === null || value === undefined) return mark(typeMarks.null);
  if (typeof value === 'string') return encodeString(value, stringKey);
  if (typeof value === 'boolean') return Buffer.from([typeMarks.boolean, value ? 1 : 0]);
  const number = encodeNumber(value);
  if (number !== undefined) return marked(typeMarks.number, number);
  return encodeObject(value as object, stringKey);
};

/** The same bytes for descending order. */
export const invert = (bytes: Buffer): Buffer => {
  const inverted = Buffer.allocUnsafe(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) inverted[index] = ~(bytes[index] as number) & 0xff;
  return inverted;
};

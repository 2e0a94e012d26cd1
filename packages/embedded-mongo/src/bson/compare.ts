import type { Binary, BSONRegExp, BSONSymbol, Code, ObjectId, Timestamp } from 'bson';
import { type Document, fieldsOf } from './document.ts';
import { compareNumbers } from './numbers.ts';
import { type BsonTypeName, rankOf, rankOfType, typeOf } from './types.ts';

/** Orders two strings; a collation replaces the default, which is the order of their UTF-8 bytes. */
export type StringOrder = (a: string, b: string) => number;

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** UTF-8 byte order. It differs from JavaScript's UTF-16 order only where a surrogate meets U+E000..U+FFFF. */
export const compareStrings: StringOrder = (a, b) => {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    if (isSurrogate(left) !== isSurrogate(right)) return isSurrogate(left) ? 1 : -1;
    return left < right ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
};

const compareBytes = (a: Uint8Array, b: Uint8Array): number => Math.sign(Buffer.compare(a, b));

const compareFields = (a: Document, b: Document, order: StringOrder): number => {
  const left = Object.entries(fieldsOf(a));
  const right = Object.entries(fieldsOf(b));
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [leftName, leftValue] = left[index] as [string, unknown];
    const [rightName, rightValue] = right[index] as [string, unknown];
    const result =
      Math.sign(rankOf(leftValue) - rankOf(rightValue)) || compareStrings(leftName, rightName) || compareBson(leftValue, rightValue, order);
    if (result !== 0) return result;
  }
  return Math.sign(left.length - right.length);
};

const compareArrays = (a: readonly unknown[], b: readonly unknown[], order: StringOrder): number => {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const result = compareBson(a[index], b[index], order);
    if (result !== 0) return result;
  }
  return Math.sign(a.length - b.length);
};

const bytesOf = (value: unknown): readonly [Uint8Array, number] =>
  value instanceof Uint8Array && !('sub_type' in value) ? [value, 0] : [(value as Binary).value(), (value as Binary).sub_type];

const compareBinaries = (a: unknown, b: unknown): number => {
  const [left, leftKind] = bytesOf(a);
  const [right, rightKind] = bytesOf(b);
  return Math.sign(left.length - right.length) || Math.sign(leftKind - rightKind) || compareBytes(left, right);
};

const stringOf = (value: unknown): string => (typeof value === 'string' ? value : (value as BSONSymbol).value);

const patternOf = (value: unknown): readonly [string, string] =>
  value instanceof RegExp ? [value.source, value.flags] : [(value as BSONRegExp).pattern, (value as BSONRegExp).options];

const compareRegexes = (a: unknown, b: unknown): number => {
  const [pattern, options] = patternOf(a);
  const [otherPattern, otherOptions] = patternOf(b);
  return compareStrings(pattern, otherPattern) || compareStrings(options, otherOptions);
};

const compareDates = (a: Date, b: Date): number => Math.sign(a.getTime() - b.getTime());

const compareTimestamps = (a: Timestamp, b: Timestamp): number => {
  const [left, right] = [a.toBigInt(), b.toBigInt()];
  return left < right ? -1 : left > right ? 1 : 0;
};

const codeOf = (value: unknown): string => String((value as Code).code);

const compareSameRank = (type: BsonTypeName, a: unknown, b: unknown, order: StringOrder): number => {
  switch (type) {
    case 'string':
    case 'symbol':
      return order(stringOf(a), stringOf(b));
    case 'object':
      return compareFields(a as Document, b as Document, order);
    case 'array':
      return compareArrays(a as unknown[], b as unknown[], order);
    case 'binData':
      return compareBinaries(a, b);
    case 'objectId':
      return compareBytes((a as ObjectId).id, (b as ObjectId).id);
    case 'bool':
      return Number(a) - Number(b);
    case 'date':
      return compareDates(a as Date, b as Date);
    case 'timestamp':
      return compareTimestamps(a as Timestamp, b as Timestamp);
    case 'regex':
      return compareRegexes(a, b);
    case 'javascript':
    case 'javascriptWithScope':
      return compareStrings(codeOf(a), codeOf(b)) || compareBson((a as Code).scope ?? undefined, (b as Code).scope ?? undefined);
    default:
      return 0;
  }
};

/**
 * MongoDB's order over all BSON values: first by type, then by value. A missing value (undefined) sorts before null.
 * @see https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
export const compareBson = (a: unknown, b: unknown, order: StringOrder = compareStrings): number => {
  if (typeof a === 'string' && typeof b === 'string') return order(a, b);
  const type = typeOf(a);
  const rank = rankOfType(type);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference < 0 ? -1 : 1;
  return rank === 10 ? compareNumbers(a, b) : compareSameRank(type, a, b, order);
};

/** Equality as `$eq` sees it: `1`, `1.0`, Long 1 and Decimal128 1 are one value; the order of fields counts. */
export const equalBson = (a: unknown, b: unknown, order: StringOrder = compareStrings): boolean => compareBson(a, b, order) === 0;

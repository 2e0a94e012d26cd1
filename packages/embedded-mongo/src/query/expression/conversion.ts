import { Binary, type Decimal128, ObjectId } from 'bson';
import { decimal128Of, decimalOf, doubleOfDecimal, integerPart, parseDecimal } from '../../bson/decimal.ts';
import { tagOf } from '../../bson/document.ts';
import { double, fitsInt, fitsLong, int, long, numberKindOf, toDecimal, toDecimal128Value, toDouble } from '../../bson/numbers.ts';
import { type BsonTypeName, isNullish, isNumeric, typeOf } from '../../bson/types.ts';
import { CommandFailure } from '../../errors/command-failure.ts';
import { isoDate, parseDate } from '../date/text.ts';
import { momentOf } from '../date/value.ts';
import { fail } from '../failure.ts';
import { typesNamed } from '../match/leaf.ts';
import { named, type OperatorTable, unary } from './context.ts';
import { truthy } from './truth.ts';

const unsupported = (value: unknown, target: BsonTypeName): never =>
  fail('ConversionFailure', `Unsupported conversion from ${typeOf(value)} to ${target} in $convert with no onError value`);

const unparsable = (text: string, target: string, detail: string): never =>
  fail('ConversionFailure', `Failed to parse ${target} '${text}' in $convert with no onError value: ${detail}`);

const overflow = (value: unknown): never =>
  fail('ConversionFailure', `Conversion would overflow target type in $convert with no onError value: ${String(value)}`);

const truncateNumber = (value: unknown): bigint => {
  const number = toDouble(value);
  if (!Number.isFinite(number) && numberKindOf(value) !== 'long')
    fail(
      'ConversionFailure',
      `Attempt to convert ${Number.isNaN(number) ? 'NaN' : 'infinity'} value to integer type in $convert with no onError value`,
    );
  return integerPart(toDecimal(value)) ?? 0n;
};

const parseInteger = (text: string, target: string): bigint =>
  /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : unparsable(text, 'number', `Did not consume whole string. (${target})`);

const toIntegerType = (value: unknown, target: 'int' | 'long'): unknown => {
  let integer: bigint;
  if (typeof value === 'string') integer = parseInteger(value, target);
  else if (typeof value === 'boolean') integer = value ? 1n : 0n;
  else if (isNumeric(value)) integer = truncateNumber(value);
  else if (value instanceof Date && target === 'long') integer = BigInt(value.getTime());
  else return unsupported(value, target);
  if (target === 'int') return fitsInt(integer) ? int(Number(integer)) : overflow(value);
  return fitsLong(integer) ? long(integer) : overflow(value);
};

const parseNumber = (text: string): ReturnType<typeof parseDecimal> => (/^\s|\s$/.test(text) ? undefined : parseDecimal(text));

const toDoubleType = (value: unknown): unknown => {
  if (typeof value === 'boolean') return double(value ? 1 : 0);
  if (value instanceof Date) return double(value.getTime());
  if (typeof value === 'string') {
    const decimal = parseNumber(value) ?? unparsable(value, 'number', 'Did not consume whole string.');
    return double(decimal.kind === 'finite' ? Number(value) : doubleOfDecimal(decimal));
  }
  if (!isNumeric(value)) return unsupported(value, 'double');
  const number = toDouble(value);
  if (numberKindOf(value) === 'decimal' && !Number.isFinite(number) && decimalOf(value as Decimal128).kind === 'finite')
    return overflow(value);
  return double(number);
};

const toDecimalType = (value: unknown): unknown => {
  if (typeof value === 'boolean') return decimal128Of({ kind: 'finite', coefficient: value ? 1n : 0n, exponent: 0 });
  if (value instanceof Date) return decimal128Of({ kind: 'finite', coefficient: BigInt(value.getTime()), exponent: 0 });
  if (typeof value === 'string')
    return decimal128Of(parseNumber(value) ?? unparsable(value, 'number', 'Failed to parse string to decimal'));
  if (numberKindOf(value) === 'decimal') return value;
  return isNumeric(value) ? decimal128Of(toDecimal128Value(value)) : unsupported(value, 'decimal');
};

const toDateType = (value: unknown): unknown => {
  if (typeof value === 'string') return parseDate(value);
  const kind = numberKindOf(value);
  if (kind !== undefined && kind !== 'int') {
    const time = truncateNumber(value);
    return fitsLong(time) ? new Date(Number(time)) : overflow(value);
  }
  return momentOf(value) ?? unsupported(value, 'date');
};

const toStringType = (value: unknown, format?: string): unknown => {
  switch (typeOf(value)) {
    case 'string':
      return value;
    case 'bool':
      return String(value);
    case 'int':
    case 'long':
    case 'decimal':
      return String(value);
    case 'double':
      return doubleText(toDouble(value));
    case 'date':
      return isoDate(value as Date);
    case 'objectId':
      return (value as ObjectId).toHexString();
    case 'binData':
      return binaryText(value as Binary, format);
    default:
      return unsupported(value, 'string');
  }
};

const doubleText = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return Object.is(value, -0) ? '-0' : String(value);
};

const binaryText = (value: Binary, format = 'auto'): string => {
  if (format === 'auto') return value.sub_type === Binary.SUBTYPE_UUID ? value.toUUID().toHexString() : value.toString('base64');
  if (format === 'uuid') return value.toUUID().toHexString();
  if (format === 'base64url') return Buffer.from(value.value()).toString('base64url');
  return format === 'hex'
    ? Buffer.from(value.value()).toString('hex').toUpperCase()
    : Buffer.from(value.value()).toString(format === 'utf8' ? 'utf8' : 'base64');
};

const toObjectIdType = (value: unknown): unknown => {
  if (typeof value === 'string')
    return /^[0-9a-fA-F]{24}$/.test(value)
      ? new ObjectId(value)
      : unparsable(value, 'objectId', `Invalid string length for parsing to OID, expected 24 but found ${value.length}`);
  return tagOf(value) === 'ObjectId' ? value : unsupported(value, 'objectId');
};

const toBinaryType = (value: unknown, format: string | undefined, subtype: number): unknown => {
  if (typeOf(value) === 'binData') return value;
  if (typeof value !== 'string') return unsupported(value, 'binData');
  if (format === 'uuid') return new Binary(Buffer.from(value.replaceAll('-', ''), 'hex'), Binary.SUBTYPE_UUID);
  if (format === undefined) return fail(4341115, "Format must be speficied when converting from 'string' to 'binData'");
  return new Binary(Buffer.from(value, format as BufferEncoding), subtype);
};

const convertTo = (value: unknown, target: BsonTypeName, format?: string, subtype = 0): unknown => {
  switch (target) {
    case 'int':
    case 'long':
      return toIntegerType(value, target);
    case 'double':
      return toDoubleType(value);
    case 'decimal':
      return toDecimalType(value);
    case 'bool':
      return isNumeric(value) || typeof value === 'boolean' ? truthy(value) : true;
    case 'date':
      return toDateType(value);
    case 'string':
      return toStringType(value, format);
    case 'objectId':
      return toObjectIdType(value);
    case 'binData':
      return toBinaryType(value, format, subtype);
    default:
      return unsupported(value, target);
  }
};

const conversion = (target: BsonTypeName) => unary((value) => (isNullish(value) ? null : convertTo(value, target)));

interface Target {
  readonly type: BsonTypeName;
  readonly subtype: number;
}

const targetOf = (to: unknown): Target => {
  const isForm = typeof to === 'object' && to !== null && 'type' in to;
  const type = isForm ? (to as { type: unknown }).type : to;
  if (type === 'missing') return { type: 'missing', subtype: 0 };
  const [name] = typesNamed(type, '$convert');
  return { type: name ?? 'missing', subtype: isForm ? toDouble((to as { subtype?: unknown }).subtype ?? 0) : 0 };
};

const convert = named(
  { names: ['input', 'to', 'format', 'onError', 'onNull', 'byteOrder'], required: ['input', 'to'], unknownCode: 9, missingCode: 9 },
  ({ input, to, format, onError, onNull }, _name, given) => {
    if (isNullish(input)) return given.has('onNull') ? onNull : null;
    if (isNullish(to)) return null;
    const { type, subtype } = targetOf(to);
    try {
      return convertTo(input, type, format as string | undefined, subtype);
    } catch (failure) {
      if (given.has('onError') && failure instanceof CommandFailure && failure.codeName === 'ConversionFailure') return onError;
      throw failure;
    }
  },
);

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/#type-expression-operators */
export const conversionOperators: OperatorTable = {
  $toInt: conversion('int'),
  $toLong: conversion('long'),
  $toDouble: conversion('double'),
  $toDecimal: conversion('decimal'),
  $toBool: conversion('bool'),
  $toDate: conversion('date'),
  $toString: conversion('string'),
  $toObjectId: conversion('objectId'),
  $toUUID: unary((value) => (isNullish(value) ? null : convertTo(value, 'binData', 'uuid'))),
  $convert: convert,
  $type: unary((value) => typeOf(value)),
  $isNumber: unary(isNumeric),
};

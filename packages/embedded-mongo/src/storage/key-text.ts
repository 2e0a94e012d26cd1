import { Binary, type BSONRegExp, type Decimal128, type Double, type Int32, type Long, type ObjectId, type Timestamp } from 'bson';
import { type Document, fieldsOf, isDocument, tagOf } from '../bson/document.ts';

const showTagged = (tag: string, value: object): string => {
  switch (tag) {
    case 'ObjectId':
      return `ObjectId('${(value as ObjectId).toHexString()}')`;
    case 'Int32':
    case 'Long':
      return String(value as Int32 | Long);
    case 'Double': {
      const number = (value as Double).value;
      return Number.isInteger(number) ? number.toFixed(1) : String(number);
    }
    case 'Decimal128':
      return String(value as Decimal128);
    case 'Binary':
      return showBinary(value as Binary);
    case 'Timestamp':
      return `Timestamp(${(value as Timestamp).getHighBitsUnsigned()}, ${(value as Timestamp).getLowBitsUnsigned()})`;
    case 'BSONRegExp':
      return `/${(value as BSONRegExp).pattern}/${(value as BSONRegExp).options}`;
    default:
      return tag;
  }
};

const showBinary = (value: Binary): string =>
  value.sub_type === Binary.SUBTYPE_UUID
    ? `UUID("${value.toUUID().toString()}")`
    : `BinData(${value.sub_type}, ${Buffer.from(value.value()).toString('hex').toUpperCase()})`;

/** A value as MongoDB spells it in a duplicate-key message. */
export const showValue = (value: unknown): string => {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Array.isArray(value)) return `[ ${value.map(showValue).join(', ')} ]`;
  const tag = tagOf(value);
  if (tag !== undefined && tag !== 'DBRef') return showTagged(tag, value as object);
  return isDocument(value) ? showKeyValue(fieldsOf(value)) : String(value);
};

export const showKeyValue = (fields: Document): string =>
  `{ ${Object.entries(fields)
    .map(([name, value]) => `${name}: ${showValue(value)}`)
    .join(', ')} }`;

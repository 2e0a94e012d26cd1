import { compareBson } from '../../bson/compare.ts';
import { type Document, fieldsOf, isDocument } from '../../bson/document.ts';
import { numberKindOf } from '../../bson/numbers.ts';
import { typeOf } from '../../bson/types.ts';

const identicalDocuments = (a: Document, b: Document): boolean => {
  const [left, right] = [Object.entries(fieldsOf(a)), Object.entries(fieldsOf(b))];
  return (
    left.length === right.length &&
    left.every(([name, value], index) => name === right[index]?.[0] && isIdentical(value, right[index]?.[1]))
  );
};

/** True when two values are the same BSON bytes: unlike equality this tells the int 1 from the double 1. */
export const isIdentical = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeOf(a) !== typeOf(b)) return false;
  if (Array.isArray(a))
    return a.length === (b as unknown[]).length && a.every((value, index) => isIdentical(value, (b as unknown[])[index]));
  if (isDocument(a)) return identicalDocuments(a, b as Document);
  if (numberKindOf(a) === 'decimal' || numberKindOf(a) === 'double') return String(a) === String(b) && Object.is(Number(a), Number(b));
  return compareBson(a, b) === 0;
};

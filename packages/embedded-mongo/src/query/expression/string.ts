import type { BSONSymbol } from 'bson';
import { compareStrings } from '../../bson/compare.ts';
import { int, toDouble } from '../../bson/numbers.ts';
import { isNullish, isNumeric, typeOf } from '../../bson/types.ts';
import { isoDate } from '../date/text.ts';
import { fail, show } from '../failure.ts';
import { searchBounds } from './array.ts';
import { named, type Operator, type OperatorTable, positional, unary } from './context.ts';

/** What `$toLower`, `$substr` and the like take a value for: null is empty, numbers and dates are written out. */
const coerce = (value: unknown): string => {
  switch (typeOf(value)) {
    case 'missing':
    case 'null':
    case 'undefined':
      return '';
    case 'string':
      return value as string;
    case 'symbol':
      return (value as BSONSymbol).value;
    case 'int':
    case 'double':
    case 'long':
    case 'decimal':
      return String(value);
    case 'date':
      return isoDate(value as Date);
    case 'timestamp':
      return String(value);
    default:
      return fail(16007, `can't convert from BSON type ${typeOf(value)} to String`);
  }
};

const concatenate = (values: readonly unknown[]): unknown => {
  for (const value of values)
    if (!isNullish(value) && typeof value !== 'string') fail(16702, `$concat only supports strings, not ${typeOf(value)}`);
  return values.some(isNullish) ? null : values.join('');
};

const bound = (value: unknown, code: number, message: string): number => {
  if (!isNumeric(value)) fail(code, `${message} (is BSON type ${typeOf(value)})`);
  return Math.trunc(toDouble(value));
};

const substringOfBytes = (text: unknown, start: unknown, length: unknown, name: string): string => {
  const bytes = Buffer.from(coerce(text));
  const from = bound(start, 16034, `${name}:  starting index must be a numeric type`);
  const count = bound(length, 16035, `${name}:  length must be a numeric type`);
  if (from < 0) fail(50752, `${name}: starting index must be non-negative (got: ${from})`);
  const isContinuation = (at: number): boolean => at < bytes.length && ((bytes[at] as number) & 0xc0) === 0x80;
  if (isContinuation(from)) fail(28656, `${name}:  Invalid range, starting index is a UTF-8 continuation byte.`);
  const to = count < 0 ? bytes.length : from + count;
  if (isContinuation(to)) fail(28657, `${name}:  Invalid range, ending index is in the middle of a UTF-8 character.`);
  return bytes.subarray(from, to).toString();
};

const substringOfCharacters = (text: unknown, start: unknown, length: unknown, name: string): string => {
  const from = bound(start, 34450, `${name}: starting index must be a numeric type`);
  const count = bound(length, 34452, `${name}: length must be a numeric type`);
  if (from < 0) fail(34455, `${name}: the starting index must be nonnegative integer.`);
  if (count < 0) fail(34454, `${name}: length must be a nonnegative integer.`);
  return [...coerce(text)].slice(from, from + count).join('');
};

const stringLength = (code: number, measure: (text: string) => number): Operator =>
  unary((value, name) =>
    typeof value === 'string' ? int(measure(value)) : fail(code, `${name} requires a string argument, found: ${typeOf(value)}`),
  );

const indexOf = (unit: 'bytes' | 'characters'): Operator =>
  positional(2, 4, ([text, token, start, end], name) => {
    if (isNullish(text)) return null;
    if (typeof text !== 'string')
      return fail(unit === 'bytes' ? 40091 : 40093, `${name} requires a string as the first argument, found: ${typeOf(text)}`);
    if (typeof token !== 'string')
      return fail(unit === 'bytes' ? 40092 : 40094, `${name} requires a string as the second argument, found: ${typeOf(token)}`);
    const [from, to] = searchBounds(name, start, end);
    const units: readonly (string | number)[] = unit === 'bytes' ? [...Buffer.from(text)] : [...text];
    const sought: readonly (string | number)[] = unit === 'bytes' ? [...Buffer.from(token)] : [...token];
    const last = Math.min(units.length, to) - sought.length;
    for (let at = from; at <= last; at += 1) if (sought.every((part, offset) => units[at + offset] === part)) return int(at);
    return int(-1);
  });

const split = (text: unknown, separator: unknown): unknown => {
  if (isNullish(text) || isNullish(separator)) return null;
  if (typeof text !== 'string')
    return fail(40085, `$split requires an expression that evaluates to a string as a first argument, found: ${typeOf(text)}`);
  if (typeof separator !== 'string')
    return fail(40086, `$split requires an expression that evaluates to a string as a second argument, found: ${typeOf(separator)}`);
  return separator === '' ? fail(40087, '$split requires a non-empty separator') : text.split(separator);
};

const WHITESPACE = '\0\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

const trim = (isLeft: boolean, isRight: boolean): Operator =>
  named(
    { names: ['input', 'chars'], required: ['input'], unknownCode: 50694, missingCode: 50695, shapeCode: 50696 },
    ({ input, chars }, name, given) => {
      if (isNullish(input)) return null;
      if (typeof input !== 'string')
        return fail(50699, `${name} requires its input to be a string, got ${show(input)} (of type ${typeOf(input)}) instead.`);
      if (given.has('chars') && isNullish(chars)) return null;
      if (chars !== undefined && typeof chars !== 'string')
        return fail(50700, `${name} requires 'chars' to be a string, got ${show(chars)} (of type ${typeOf(chars)}) instead.`);
      const removed = new Set(chars ?? WHITESPACE);
      const letters = [...input];
      let from = 0;
      let to = letters.length;
      while (isLeft && from < to && removed.has(letters[from] as string)) from += 1;
      while (isRight && to > from && removed.has(letters[to - 1] as string)) to -= 1;
      return letters.slice(from, to).join('');
    },
  );

const replace = (isAll: boolean): Operator =>
  named(
    {
      names: ['input', 'find', 'replacement'],
      required: ['input', 'find', 'replacement'],
      unknownCode: 51750,
      missingCode: { input: 51749, find: 51748, replacement: 51747 },
    },
    (values, name) => {
      const { input, find, replacement } = values;
      for (const [key, value] of Object.entries(values)) {
        if (!isNullish(value) && typeof value !== 'string')
          fail(
            key === 'input' ? 51746 : key === 'find' ? 51745 : 51744,
            `${name} requires that '${key}' be a string, found: ${show(value)}`,
          );
      }
      if (isNullish(input) || isNullish(find) || isNullish(replacement)) return null;
      const [text, sought, next] = [input as string, find as string, () => replacement as string];
      return isAll ? text.replaceAll(sought, next) : text.replace(sought, next);
    },
  );

/** `$toLower` and `$toUpper` are defined for ASCII letters only. */
const changeCase = (pattern: RegExp, change: (letters: string) => string): Operator =>
  unary((value) => coerce(value).replace(pattern, change));

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/#string-expression-operators */
export const stringOperators: OperatorTable = {
  $concat: positional(0, Number.POSITIVE_INFINITY, concatenate),
  $substr: positional(3, 3, ([text, start, length], name) => substringOfBytes(text, start, length, name)),
  $substrBytes: positional(3, 3, ([text, start, length], name) => substringOfBytes(text, start, length, name)),
  $substrCP: positional(3, 3, ([text, start, length], name) => substringOfCharacters(text, start, length, name)),
  $strLenBytes: stringLength(34473, (text) => Buffer.byteLength(text)),
  $strLenCP: stringLength(34471, (text) => [...text].length),
  $indexOfBytes: indexOf('bytes'),
  $indexOfCP: indexOf('characters'),
  $split: positional(2, 2, ([text, separator]) => split(text, separator)),
  $toLower: changeCase(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  $toUpper: changeCase(/[a-z]+/g, (letters) => letters.toUpperCase()),
  $trim: trim(true, true),
  $ltrim: trim(true, false),
  $rtrim: trim(false, true),
  $replaceOne: replace(false),
  $replaceAll: replace(true),
  $strcasecmp: positional(2, 2, ([a, b]) => int(compareStrings(coerce(a).toUpperCase(), coerce(b).toUpperCase()))),
  $binarySize: unary((value) => {
    if (isNullish(value)) return null;
    if (typeof value === 'string') return int(Buffer.byteLength(value));
    return typeOf(value) === 'binData'
      ? int((value as { length(): number }).length())
      : fail(51276, `$binarySize requires a string or BinData argument, found: ${typeOf(value)}`);
  }),
};

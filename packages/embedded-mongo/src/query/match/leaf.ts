import { compareBson, type StringOrder } from '../../bson/compare.ts';
import { integerPart } from '../../bson/decimal.ts';
import { tagOf } from '../../bson/document.ts';
import { numberKindOf, toDecimal, toDouble, toInteger } from '../../bson/numbers.ts';
import { type BsonTypeName, isNullish, isNumeric, rankOf, typeNumbers, typeOf } from '../../bson/types.ts';
import { fail, show } from '../failure.ts';
import { compileRegex, isRegex, regexParts } from '../regex.ts';

/** Tests one value that a path leads to; undefined stands for missing. */
export type ValueTest = (value: unknown) => boolean;

export type ComparisonName = '$eq' | '$gt' | '$gte' | '$lt' | '$lte';

const isNaNValue = (value: unknown): boolean => {
  const kind = numberKindOf(value);
  return (kind === 'double' && Number.isNaN(toDouble(value))) || (kind === 'decimal' && toDecimal(value).kind === 'nan');
};

const outcome: Readonly<Record<ComparisonName, (order: number) => boolean>> = {
  $eq: (order) => order === 0,
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

const matchesOtherType = (name: ComparisonName, operandType: BsonTypeName): boolean => {
  if (operandType === 'maxKey') return name === '$lt' || name === '$lte';
  return operandType === 'minKey' && (name === '$gt' || name === '$gte');
};

/** `$eq` and the ranges compare only within one type; MinKey and MaxKey compare with all. */
export const comparison = (name: ComparisonName, operand: unknown, order: StringOrder): ValueTest => {
  const accepts = outcome[name];
  const isInclusive = accepts(0);
  if (isNullish(operand)) return (value) => isInclusive && isNullish(value);
  const rank = rankOf(operand);
  const type = typeOf(operand);
  if (isNaNValue(operand)) return (value) => isInclusive && isNaNValue(value);
  return (value) => {
    if (value === undefined || rankOf(value) !== rank) return matchesOtherType(name, type);
    return !(rank === 10 && isNaNValue(value)) && accepts(compareBson(value, operand, order));
  };
};

/** A regex matches strings and symbols, and an equal regex. */
export const regexTest = (pattern: string, options: string): ValueTest => {
  const regex = compileRegex(pattern, options);
  const sorted = [...options].sort().join('');
  return (value) => {
    if (typeof value === 'string') return regex.test(value);
    if (tagOf(value) === 'BSONSymbol') return regex.test(String(value));
    if (!isRegex(value)) return false;
    const [otherPattern, otherOptions] = regexParts(value);
    return otherPattern === pattern && [...otherOptions].sort().join('') === sorted;
  };
};

/** Beyond this many values `$in` looks simple ones up instead of comparing one after the other. */
const LOOKUP_FROM = 8;

const lookupKey = (value: unknown): string | undefined => {
  if (typeof value === 'string') return `s${value}`;
  if (tagOf(value) === 'ObjectId') return `o${String(value)}`;
  return numberKindOf(value) === 'int' ? `i${toDouble(value)}` : undefined;
};

export const inTest = (operand: unknown, order: StringOrder, isBytewise: boolean): ValueTest => {
  if (!Array.isArray(operand)) return fail('BadValue', '$in needs an array');
  const tests: ValueTest[] = [];
  const keys = new Set<string>();
  for (const element of operand as unknown[]) {
    if (isOperatorDocument(element)) fail('BadValue', 'cannot nest $ under $in');
    const key = isBytewise && operand.length >= LOOKUP_FROM ? lookupKey(element) : undefined;
    if (key !== undefined) keys.add(key);
    if (isRegex(element)) tests.push(regexTest(...regexParts(element)));
    else if (key === undefined || key.startsWith('i')) tests.push(comparison('$eq', element, order));
  }
  return (value) => {
    const key = keys.size > 0 ? lookupKey(value) : undefined;
    if (key !== undefined && keys.has(key)) return true;
    return tests.some((test) => test(value));
  };
};

const isOperatorDocument = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || tagOf(value) !== undefined) return false;
  const [first] = Object.keys(value);
  return first?.startsWith('$') === true && !['$ref', '$id', '$db'].includes(first);
};

const aliases: Readonly<Record<string, readonly BsonTypeName[]>> = { number: ['int', 'long', 'double', 'decimal'] };
const nameByNumber = new Map(Object.entries(typeNumbers).map(([name, number]) => [number, name as BsonTypeName]));

/** Reads one entry of `$type`: a name, the alias `number`, or a type's number. */
export const typesNamed = (entry: unknown, operator = '$type'): readonly BsonTypeName[] => {
  if (typeof entry === 'string') {
    if (aliases[entry] !== undefined) return aliases[entry];
    if (typeNumbers[entry] === undefined || entry === 'missing') return fail('BadValue', `Unknown type name alias: ${entry}`);
    return [entry as BsonTypeName];
  }
  if (!isNumeric(entry)) return fail('TypeMismatch', 'type must be represented as a number or a string');
  const number = toInteger(entry);
  const name = number === undefined ? undefined : nameByNumber.get(Number(number));
  return name === undefined ? fail('BadValue', `Invalid numerical type code: ${show(entry)} for ${operator}`) : [name];
};

export const typeTest = (operand: unknown): ValueTest => {
  if (Array.isArray(operand) && operand.length === 0) fail('FailedToParse', '$type must match at least one type');
  const names = new Set((Array.isArray(operand) ? operand : [operand]).flatMap((entry: unknown) => typesNamed(entry)));
  return (value) => value !== undefined && names.has(typeOf(value));
};

/** Whole part of a number as `$mod` truncates it; undefined for NaN, infinities and what is beyond a long. */
const truncated = (value: unknown): bigint | undefined => {
  if (!isNumeric(value)) return undefined;
  const whole = integerPart(toDecimal(value));
  return whole !== undefined && whole >= -(2n ** 63n) && whole < 2n ** 63n ? whole : undefined;
};

export const modTest = (operand: unknown): ValueTest => {
  if (!Array.isArray(operand)) return fail('BadValue', 'malformed mod, needs to be an array');
  if (operand.length < 2) fail('BadValue', 'malformed mod, not enough elements');
  if (operand.length > 2) fail('BadValue', 'malformed mod, too many elements');
  const [divisorValue, remainderValue] = operand as unknown[];
  if (!isNumeric(divisorValue)) fail('BadValue', 'malformed mod, divisor not a number');
  if (!isNumeric(remainderValue)) fail('BadValue', 'malformed mod, remainder not a number');
  const divisor = truncated(divisorValue);
  const remainder = truncated(remainderValue);
  if (divisor === undefined)
    return fail('BadValue', `malformed mod, divisor value is invalid :: caused by :: Unable to coerce NaN/Inf to integral type`);
  if (remainder === undefined)
    return fail('BadValue', `malformed mod, remainder value is invalid :: caused by :: Unable to coerce NaN/Inf to integral type`);
  if (divisor === 0n) fail('BadValue', 'divisor cannot be 0');
  return (value) => {
    const whole = truncated(value);
    return whole !== undefined && whole % divisor === remainder;
  };
};

/** Reads `$size`: a whole number that is not negative. */
export const sizeOperand = (operand: unknown): number => {
  if (!isNumeric(operand)) fail('FailedToParse', `Failed to parse $size. Expected a number in: $size: ${show(operand)}`);
  const size = toInteger(operand);
  if (size === undefined) return fail('FailedToParse', `Failed to parse $size. Expected an integer: $size: ${show(operand)}`);
  if (size < 0n) fail('FailedToParse', `Failed to parse $size. Expected a non-negative number in: $size: ${show(operand)}`);
  return Number(size);
};

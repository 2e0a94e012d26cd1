import { Binary } from 'bson';
import { numberKindOf, toInteger } from '../../bson/numbers.ts';
import { typeOf } from '../../bson/types.ts';
import { fail, show } from '../failure.ts';
import type { ValueTest } from './leaf.ts';

export type BitTestName = '$bitsAllSet' | '$bitsAllClear' | '$bitsAnySet' | '$bitsAnyClear';

const positionsOfMask = (mask: bigint): readonly number[] => {
  const positions: number[] = [];
  for (let position = 0; mask >> BigInt(position) > 0n; position += 1) if ((mask >> BigInt(position)) & 1n) positions.push(position);
  return positions;
};

const positionsOfBinary = (value: Binary): readonly number[] => {
  const bytes = value.value();
  return Array.from({ length: bytes.length * 8 }, (_, position) => position).filter(
    (position) => ((bytes[position >> 3] as number) >> (position & 7)) & 1,
  );
};

/** The bit positions a mask names: a number, a list of positions, or binary data. */
const positionsOf = (name: string, operand: unknown): readonly number[] => {
  if (Array.isArray(operand)) return operand.map((entry: unknown) => positionOf(name, entry));
  if (typeOf(operand) === 'binData') return positionsOfBinary(operand instanceof Binary ? operand : new Binary(operand as Uint8Array));
  if (numberKindOf(operand) === undefined)
    return fail('BadValue', `${name} takes an Array, a number, or a BinData but received: ${show(operand)}`);
  const mask = toInteger(operand);
  if (mask === undefined) return fail('FailedToParse', `Expected an integer: ${name}: ${show(operand)}`);
  if (mask < 0n) fail('FailedToParse', `Expected a non-negative number in: ${name}: ${show(operand)}`);
  return positionsOfMask(mask);
};

const positionOf = (name: string, entry: unknown): number => {
  const position = toInteger(entry);
  if (position === undefined) return fail('FailedToParse', `Failed to parse bit position. Expected a number in: ${name}: ${show(entry)}`);
  if (position < 0n) fail('FailedToParse', `Failed to parse bit position. Expected a non-negative number in: ${name}: ${show(entry)}`);
  return Number(position);
};

/** Reads bits of a value; numbers are sign-extended without end, binary data is zero behind its last byte. */
const bitReader = (value: unknown): ((position: number) => boolean) | undefined => {
  if (typeOf(value) === 'binData') {
    const bytes = value instanceof Binary ? value.value() : (value as Uint8Array);
    return (position) => (((bytes[position >> 3] ?? 0) >> (position & 7)) & 1) === 1;
  }
  const integer = toInteger(value);
  if (integer === undefined || integer < -(2n ** 63n) || integer >= 2n ** 63n) return undefined;
  return (position) => ((integer >> BigInt(Math.min(position, 63))) & 1n) === 1n;
};

/** @see https://www.mongodb.com/docs/manual/reference/operator/query-bitwise/ */
export const bitTest = (name: BitTestName, operand: unknown): ValueTest => {
  const positions = positionsOf(name, operand);
  const isSetWanted = name.endsWith('Set');
  const isAll = name.startsWith('$bitsAll');
  return (value) => {
    const isSet = bitReader(value);
    if (isSet === undefined) return false;
    const holds = (position: number): boolean => isSet(position) === isSetWanted;
    return isAll ? positions.every(holds) : positions.some(holds);
  };
};

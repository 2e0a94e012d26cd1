import { int, long, numberKindOf, toInteger } from '../../bson/numbers.ts';
import { isNullish, typeOf } from '../../bson/types.ts';
import { fail } from '../failure.ts';
import { type OperatorTable, positional, unary } from './context.ts';

const integer = (value: unknown, name: string): bigint => {
  const kind = numberKindOf(value);
  if (kind !== 'int' && kind !== 'long') fail('TypeMismatch', `${name} only supports int and long operands, not ${typeOf(value)}`);
  return toInteger(value) ?? 0n;
};

const folded = (start: bigint, combine: (a: bigint, b: bigint) => bigint) =>
  positional(0, Number.POSITIVE_INFINITY, (values, name) => {
    if (values.some(isNullish)) return null;
    const result = values.reduce<bigint>((sum, value) => combine(sum, integer(value, name)), start);
    return values.some((value) => numberKindOf(value) === 'long') ? long(result) : int(Number(result));
  });

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/#bitwise-operators */
export const bitOperators: OperatorTable = {
  $bitAnd: folded(-1n, (a, b) => a & b),
  $bitOr: folded(0n, (a, b) => a | b),
  $bitXor: folded(0n, (a, b) => a ^ b),
  $bitNot: unary((value, name) => {
    if (isNullish(value)) return null;
    const inverted = ~integer(value, name);
    return numberKindOf(value) === 'long' ? long(inverted) : int(Number(inverted));
  }),
};

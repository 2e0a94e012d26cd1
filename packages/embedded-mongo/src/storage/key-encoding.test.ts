import { describe, expect, it } from '@jest/globals';
import { Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import { compareBson } from '../bson/compare.ts';
import { encodeValue, invert } from './key-encoding.ts';

const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -30, max: 30 }))
  .map(([digits, exponent]) => Decimal128.fromString(`${digits}E${exponent}`));

const numbers = fc.oneof(
  fc.integer().map((value) => new Int32(value)),
  fc.double().map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 5n }).map((value) => Long.fromBigInt(value)),
  decimals,
);

const scalars = fc.oneof(
  numbers,
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => new Binary(bytes, 0)),
  fc.tuple(fc.nat(), fc.nat()).map(([t, i]) => new Timestamp({ t, i })),
  fc.constantFrom(new MinKey(), new MaxKey()),
);

const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
  ),
}));

const sign = (a: unknown, b: unknown): number => Math.sign(Buffer.compare(encodeValue(a), encodeValue(b)));

describe('encodeValue', () => {
  it('orders bytes as MongoDB orders the values', () => {
    fc.assert(
      fc.property(values, values, (a, b) => expect(sign(a, b)).toBe(Math.sign(compareBson(a, b)))),
      { numRuns: 3000 },
    );
  });

  it('orders numbers of all four types, and gives equal ones equal bytes', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => expect(sign(a, b)).toBe(Math.sign(compareBson(a, b)))),
      { numRuns: 5000 },
    );
  });

  it.each([
    [Long.fromString('9007199254740993'), new Double(9007199254740992), 1],
    [Long.fromString('9007199254740993'), Decimal128.fromString('9007199254740993'), 0],
    [Decimal128.fromString('0.1'), new Double(0.1), -1],
    [Decimal128.fromString('1E400'), new Double(Number.MAX_VALUE), 1],
    [Decimal128.fromString('1E400'), new Double(Number.POSITIVE_INFINITY), -1],
    [Decimal128.fromString('-1E400'), new Double(Number.NEGATIVE_INFINITY), 1],
    [Decimal128.fromString('-1E400'), Decimal128.fromString('-1E399'), -1],
    [Decimal128.fromString('-1E400'), new Double(-Number.MAX_VALUE), -1],
    [new Double(Number.NaN), new Double(Number.NEGATIVE_INFINITY), -1],
    [new Double(-0), new Int32(0), 0],
    [new Double(9), Long.fromNumber(9), 0],
    [Long.fromNumber(9), new Double(9), 0],
  ])('compares %s with %s', (a, b, expected) => {
    expect(sign(a, b)).toBe(expected);
    expect(Math.sign(compareBson(a, b))).toBe(expected);
  });

  it('never makes one key the beginning of another, so that keys can be joined', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [left, right] = [encodeValue(a), encodeValue(b)];
        const isBeginning = right.length > left.length && right.subarray(0, left.length).equals(left);
        expect(isBeginning).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('turns the order round when inverted', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(Math.sign(Buffer.compare(invert(encodeValue(a)), invert(encodeValue(b)))) + sign(a, b)).toBe(0);
      }),
    );
  });
});

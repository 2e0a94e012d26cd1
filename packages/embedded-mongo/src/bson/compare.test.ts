import { describe, expect, it } from '@jest/globals';
import { Binary, BSONRegExp, Code, DBRef, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import { compareBson, compareStrings, equalBson } from './compare.ts';

const oid = new ObjectId('0123456789abcdef01234567');

/** One value of each type, in MongoDB's order. */
const ladder: readonly unknown[] = [
  new MinKey(),
  undefined,
  null,
  new Int32(5),
  'text',
  { a: 1 },
  [1],
  new Binary(Buffer.from([1])),
  oid,
  true,
  new Date(0),
  new Timestamp({ t: 1, i: 1 }),
  new BSONRegExp('a'),
  new Code('f'),
  new Code('f', { a: 1 }),
  new MaxKey(),
];

const number = fc.oneof(
  fc.double().map((value) => new Double(value)),
  fc.integer().map((value) => new Int32(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -30, max: 30 }))
    .map(([coefficient, exponent]) => Decimal128.fromString(`${coefficient}E${exponent}`)),
  fc.constantFrom(
    new Double(2 ** 53),
    Long.fromBigInt(2n ** 53n),
    Long.fromBigInt(2n ** 53n + 1n),
    Decimal128.fromString('9007199254740992.5'),
    new Double(-0),
    new Double(Number.NaN),
    Decimal128.fromString('-Infinity'),
  ),
);
const value = fc.oneof(
  { weight: 3, arbitrary: number },
  fc.constantFrom(...ladder),
  fc.string(),
  fc.array(number, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('a', 'b'), number),
);

describe('the order of values', () => {
  it('goes by type first', () => {
    for (const [at, lower] of ladder.entries()) {
      for (const [place, other] of ladder.entries())
        expect([at, place, Math.sign(compareBson(lower, other))]).toEqual([at, place, Math.sign(at - place)]);
    }
  });

  it('turns around with its sides', () => {
    fc.assert(fc.property(value, value, (a, b) => compareBson(a, b) === -compareBson(b, a) || compareBson(a, b) === 0));
  });

  it('is transitive, over numbers of all types too', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 3, maxLength: 3 }), (values) => {
        // Wrapped, because Array.sort puts undefined last by itself.
        const [a, b, c] = values
          .map((wrapped) => ({ wrapped }))
          .sort((x, y) => compareBson(x.wrapped, y.wrapped))
          .map(({ wrapped }) => wrapped);
        expect(compareBson(a, b)).toBeLessThanOrEqual(0);
        expect(compareBson(b, c)).toBeLessThanOrEqual(0);
        expect(compareBson(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it.each([
    ['an int and a double of one value', new Int32(5), new Double(5), 0],
    ['a long beyond 2^53 and its nearest double', Long.fromBigInt(2n ** 53n + 1n), new Double(2 ** 53), 1],
    ['the largest long and 2^63', Long.MAX_VALUE, new Double(2 ** 63), -1],
    ['the decimal 0.1 and the double 0.1', Decimal128.fromString('0.1'), new Double(0.1), -1],
    ['decimals of one value and other digits', Decimal128.fromString('1.0'), Decimal128.fromString('1.00'), 0],
    ['a huge decimal and Infinity', Decimal128.fromString('9E6144'), new Double(Number.POSITIVE_INFINITY), -1],
    ['the zeros', new Double(-0), new Int32(0), 0],
    ['NaN and the smallest number', new Double(Number.NaN), Decimal128.fromString('-Infinity'), -1],
    ['NaN of two types', new Double(Number.NaN), Decimal128.fromString('NaN'), 0],
    ['a plain JavaScript number and an Int32', 5, new Int32(5), 0],
  ])('compares %s exactly', (_name, a, b, order) => {
    expect(compareBson(a, b)).toBe(order);
  });

  it.each([
    ['by the order of fields', { a: 1, b: 2 }, { b: 2, a: 1 }, -1],
    ['by the type of a field before its name', { b: 1 }, { a: 'x' }, -1],
    ['by the number of fields last', { a: 1 }, { a: 1, b: 1 }, -1],
    ['a DBRef as the document it is', new DBRef('c', oid), { $ref: 'c', $id: oid }, 0],
  ])('compares documents %s', (_name, a, b, order) => {
    expect(compareBson(a, b)).toBe(order);
  });

  it('compares binary data by length, then subtype, then bytes', () => {
    const binary = (bytes: readonly number[], subtype = 0): Binary => new Binary(Buffer.from(bytes), subtype);

    expect(compareBson(binary([9]), binary([1, 1]))).toBe(-1);
    expect(compareBson(binary([9]), binary([1], 4))).toBe(-1);
    expect(equalBson(binary([1]), Buffer.from([1]))).toBe(true);
  });
});

describe('the order of strings', () => {
  it('is that of their UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(compareStrings(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
    expect(compareStrings('\uffff', '😀')).toBe(-1);
  });
});

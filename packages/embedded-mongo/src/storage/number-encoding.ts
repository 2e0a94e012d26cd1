import type { Decimal128, Double, Int32, Long } from 'bson';
import { tagOf } from '../bson/document.ts';

/**
 * Numbers of all four types as bytes that compare as the numbers do: eight bytes for the largest double that is not
 * above the value, then what is left over. Nearly always nothing is left, which costs one zero byte.
 */
const scratch = Buffer.alloc(8);

const writeOrderedDouble = (value: number, into: Buffer): void => {
  into.writeDoubleBE(value === 0 ? 0 : value, 0);
  if (value < 0) for (let index = 0; index < 8; index += 1) into[index] = ~(into[index] as number) & 0xff;
  else into[0] = (into[0] as number) | 0x80;
};

const orderedDouble = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(8);
  writeOrderedDouble(value, bytes);
  return bytes;
};

/** Below every other number, as MongoDB sorts NaN. */
const notANumber = Buffer.alloc(9);

const encodeDouble = (value: number): Buffer => {
  if (Number.isNaN(value)) return notANumber;
  const bytes = Buffer.allocUnsafe(9);
  writeOrderedDouble(value, bytes);
  bytes[8] = 0;
  return bytes;
};

/** The neighbour below `value`. */
const nextDown = (value: number): number => {
  if (value === 0) return -Number.MIN_VALUE;
  scratch.writeDoubleBE(value, 0);
  scratch.writeBigInt64BE(scratch.readBigInt64BE(0) + (value > 0 ? -1n : 1n), 0);
  return scratch.readDoubleBE(0);
};

/** A finite decimal number: `digits * 10 ** exponent`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

const align = (a: Decimal, b: Decimal): readonly [bigint, bigint, number] => {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.digits * 10n ** BigInt(a.exponent - exponent), b.digits * 10n ** BigInt(b.exponent - exponent), exponent];
};

/** Every finite double is a finite decimal: a negative power of two is a power of five over a power of ten. */
const decimalOfDouble = (value: number): Decimal => {
  if (value === 0) return { digits: 0n, exponent: 0 };
  scratch.writeDoubleBE(value, 0);
  const bits = scratch.readBigUInt64BE(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = (biased === 0 ? fraction : fraction | 0x10000000000000n) * (value < 0 ? -1n : 1n);
  const power = (biased === 0 ? 1 : biased) - 1075;
  return power >= 0 ? { digits: mantissa << BigInt(power), exponent: 0 } : { digits: mantissa * 5n ** BigInt(-power), exponent: power };
};

/** A positive remainder as bytes: the place of its first digit, then its digits (each one more, so that zero ends them). */
const encodeRemainder = ({ digits, exponent }: Decimal): Buffer => {
  const text = digits.toString().replace(/0+$/, '');
  const place = digits.toString().length + exponent;
  const bytes = Buffer.alloc(4 + text.length);
  bytes[0] = 1;
  bytes.writeUInt16BE(place + 0x8000, 1);
  for (let index = 0; index < text.length; index += 1) bytes[3 + index] = text.charCodeAt(index) - 47;
  return bytes;
};

const encodeDecimal = (value: Decimal, nearest: number): Buffer => {
  if (nearest === Number.NEGATIVE_INFINITY) {
    const size = encodeRemainder({ digits: -value.digits, exponent: value.exponent });
    return Buffer.concat([orderedDouble(nearest), Buffer.from([2]), size.map((byte) => ~byte & 0xff), Buffer.from([0xff])]);
  }
  let floor = nearest === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : nearest;
  let [exact, double, exponent] = align(value, decimalOfDouble(floor));
  if (double > exact) {
    floor = nextDown(floor);
    [exact, double, exponent] = align(value, decimalOfDouble(floor));
  }
  if (exact === double) return encodeDouble(floor);
  return Buffer.concat([orderedDouble(floor), encodeRemainder({ digits: exact - double, exponent })]);
};

const encodeInteger = (value: bigint): Buffer => {
  const nearest = Number(value);
  return Number.isSafeInteger(nearest) ? encodeDouble(nearest) : encodeDecimal({ digits: value, exponent: 0 }, nearest);
};

const encodeDecimal128 = (value: Decimal128): Buffer => {
  const text = value.toString();
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(text);
  if (match === null)
    return encodeDouble(text.startsWith('-') ? Number.NEGATIVE_INFINITY : text === 'NaN' ? Number.NaN : Number.POSITIVE_INFINITY);
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  return digits === 0n ? encodeDouble(0) : encodeDecimal({ digits, exponent: Number(power) - fraction.length }, Number(text));
};

/** `undefined` when the value is not a number. A Timestamp is a kind of Long to bson, but not to MongoDB. */
export const encodeNumber = (value: unknown): Buffer | undefined => {
  if (typeof value === 'number') return encodeDouble(value);
  if (typeof value === 'bigint') return encodeInteger(value);
  switch (tagOf(value)) {
    case 'Int32':
    case 'Double':
      return encodeDouble((value as Int32 | Double).value);
    case 'Long':
      return encodeInteger((value as Long).toBigInt());
    case 'Decimal128':
      return encodeDecimal128(value as Decimal128);
    default:
      return undefined;
  }
};

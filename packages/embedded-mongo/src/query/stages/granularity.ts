import { double, int, toDouble } from '../../bson/numbers.ts';
import { fail } from '../failure.ts';

/** Series of preferred numbers, one decade each. */
const series = {
  R5: [10, 16, 25, 40, 63],
  R10: [100, 125, 160, 200, 250, 315, 400, 500, 630, 800],
  R20: [100, 112, 125, 140, 160, 180, 200, 224, 250, 280, 315, 355, 400, 450, 500, 560, 630, 710, 800, 900],
  R40: [
    100, 106, 112, 118, 125, 132, 140, 150, 160, 170, 180, 190, 200, 212, 224, 236, 250, 265, 280, 300, 315, 355, 375, 400, 425, 450, 475,
    500, 530, 560, 600, 630, 670, 710, 750, 800, 850, 900, 950,
  ],
  R80: [
    103, 109, 115, 122, 128, 136, 145, 155, 165, 175, 185, 195, 206, 218, 230, 243, 258, 272, 290, 307, 325, 345, 365, 387, 412, 437, 462,
    487, 515, 545, 575, 615, 650, 690, 730, 775, 825, 875, 925, 975,
  ],
  '1-2-5': [10, 20, 50],
  E6: [10, 15, 22, 33, 47, 68],
  E12: [10, 12, 15, 18, 22, 27, 33, 39, 47, 56, 68, 82],
  E24: [10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91],
  E48: [
    100, 105, 110, 115, 121, 127, 133, 140, 147, 154, 162, 169, 178, 187, 196, 205, 215, 226, 237, 249, 261, 274, 287, 301, 316, 332, 348,
    365, 383, 402, 422, 442, 464, 487, 511, 536, 562, 590, 619, 649, 681, 715, 750, 787, 825, 866, 909, 953,
  ],
} as const;

export type Granularity = keyof typeof series | 'POWERSOF2';

export const isGranularity = (value: unknown): value is Granularity =>
  value === 'POWERSOF2' || (typeof value === 'string' && Object.hasOwn(series, value));

const nextIn = (steps: readonly number[], value: number, isUp: boolean): number => {
  const digits = Math.floor(Math.log10(steps[0] as number));
  const decade = Math.floor(Math.log10(value)) - digits;
  const candidates = [decade - 1, decade, decade + 1].flatMap((power) =>
    steps.map((step) => (power >= 0 ? step * 10 ** power : step / 10 ** -power)),
  );
  const found = isUp ? candidates.find((candidate) => candidate > value) : candidates.findLast((candidate) => candidate < value);
  return found ?? value;
};

/** The preferred number above a bucket's last value, or below its first; zero stays zero. */
export const preferredEdge = (granularity: Granularity, of: unknown, direction: 'up' | 'down'): unknown => {
  const value = toDouble(of);
  if (Number.isNaN(value)) fail(40259, "$bucketAuto can specify a 'granularity' with numeric boundaries only, but found a NaN");
  if (value < 0) fail(40260, `$bucketAuto can specify a 'granularity' with non-negative numbers only, but found ${value}`);
  if (value === 0) return direction === 'down' ? double(0) : granularity === 'POWERSOF2' ? int(1) : double(0);
  if (granularity !== 'POWERSOF2') return double(nextIn(series[granularity], value, direction === 'up'));
  const exponent = Math.log2(value);
  const power = direction === 'up' ? Math.floor(exponent) + 1 : Math.ceil(exponent) - 1;
  return power >= 0 && power < 31 ? int(2 ** power) : double(2 ** power);
};

import { compareBson, type StringOrder } from '../../bson/compare.ts';
import { addDecimals, type Decimal, decimal128Of, divideDecimals } from '../../bson/decimal.ts';
import { type Document, fieldsOf, isDocument } from '../../bson/document.ts';
import {
  double,
  fitsInt,
  fitsLong,
  int,
  long,
  numberKindOf,
  toDecimal,
  toDecimal128Value,
  toDouble,
  toInteger,
  widerKind,
} from '../../bson/numbers.ts';
import { isNullish, isNumeric, typeOf } from '../../bson/types.ts';
import { fail } from '../failure.ts';
import { ValueMap } from './value-set.ts';

/** Collects values of a group or a window. */
export interface Accumulator {
  readonly add: (value: unknown) => void;
  readonly result: () => unknown;
}

/** Sums exactly: integers as integers, doubles with Kahan-Neumaier compensation, decimals as decimals. */
class Sum {
  kind: 'int' | 'long' | 'double' | 'decimal' = 'int';
  private integers = 0n;
  private doubles = 0;
  private compensation = 0;
  private decimals: Decimal = { kind: 'finite', coefficient: 0n, exponent: 0 };

  add(value: unknown): void {
    const kind = numberKindOf(value);
    if (kind === undefined) return;
    this.kind = widerKind(this.kind, kind);
    if (kind === 'decimal') this.decimals = addDecimals(this.decimals, toDecimal(value));
    else if (kind === 'double') this.addDouble(toDouble(value));
    else this.integers += toInteger(value) ?? 0n;
  }

  private addDouble(value: number): void {
    const sum = this.doubles + value;
    this.compensation += Math.abs(this.doubles) >= Math.abs(value) ? this.doubles - sum + value : value - sum + this.doubles;
    this.doubles = sum;
  }

  get double(): number {
    const whole = this.doubles + Number(this.integers);
    return Number.isFinite(whole) && Number.isFinite(this.compensation) ? whole + this.compensation : whole;
  }

  get decimal(): Decimal {
    const integers: Decimal = { kind: 'finite', coefficient: this.integers, exponent: 0 };
    const whole = addDecimals(this.decimals, integers);
    const fraction = this.doubles + this.compensation;
    return fraction === 0 ? whole : addDecimals(whole, toDecimal128Value(double(fraction)));
  }

  get value(): unknown {
    if (this.kind === 'decimal') return decimal128Of(this.decimal);
    if (this.kind === 'double') return double(this.double);
    if (this.kind === 'int' && fitsInt(this.integers)) return int(Number(this.integers));
    return fitsLong(this.integers) ? long(this.integers) : double(Number(this.integers));
  }
}

export const sumAccumulator = (): Accumulator => {
  const sum = new Sum();
  return { add: (value) => sum.add(value), result: () => sum.value };
};

export const averageAccumulator = (): Accumulator => {
  const sum = new Sum();
  let count = 0;
  return {
    add: (value) => {
      if (!isNumeric(value)) return;
      count += 1;
      sum.add(value);
    },
    result: () => {
      if (count === 0) return null;
      return sum.kind === 'decimal' ? decimal128Of(divideDecimals(sum.decimal, toDecimal(count))) : double(sum.double / count);
    },
  };
};

export const extremeAccumulator = (direction: 1 | -1, order: StringOrder): Accumulator => {
  let best: unknown;
  return {
    add: (value) => {
      if (!isNullish(value) && (best === undefined || compareBson(value, best, order) * direction > 0)) best = value;
    },
    result: () => best ?? null,
  };
};

/** Welford's running variance; values that are no numbers are passed over. */
export const deviationAccumulator = (isSample: boolean): Accumulator => {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add: (value) => {
      if (!isNumeric(value)) return;
      const number = toDouble(value);
      count += 1;
      const delta = number - mean;
      mean += delta / count;
      squares += delta * (number - mean);
    },
    result: () => {
      const divisor = isSample ? count - 1 : count;
      if (divisor <= 0) return null;
      return double(Math.sqrt(squares / divisor));
    },
  };
};

export const firstAccumulator = (): Accumulator => {
  let isSet = false;
  let first: unknown;
  return {
    add: (value) => {
      if (!isSet) first = value;
      isSet = true;
    },
    result: () => first ?? null,
  };
};

export const lastAccumulator = (): Accumulator => {
  let last: unknown;
  return {
    add: (value) => {
      last = value;
    },
    result: () => last ?? null,
  };
};

export const pushAccumulator = (): Accumulator => {
  const values: unknown[] = [];
  return {
    add: (value) => {
      if (value !== undefined) values.push(value);
    },
    result: () => values,
  };
};

export const setAccumulator = (order: StringOrder): Accumulator => {
  const values = new ValueMap<true>(order);
  return {
    add: (value) => {
      if (value !== undefined && !values.has(value)) values.set(value, true);
    },
    result: () => values.entries().map(({ key }) => key),
  };
};

export const mergeAccumulator = (): Accumulator => {
  const merged: Document = {};
  return {
    add: (value) => {
      if (isNullish(value)) return;
      if (!isDocument(value)) fail(40400, `$mergeObjects requires object inputs, but input is of type ${typeOf(value)}`);
      else Object.assign(merged, fieldsOf(value));
    },
    result: () => merged,
  };
};

/** `$firstN`, `$lastN`: missing values count as null. */
export const edgeAccumulator = (count: number, isFirst: boolean): Accumulator => {
  const values: unknown[] = [];
  return {
    add: (value) => {
      if (isFirst && values.length >= count) return;
      values.push(value ?? null);
      if (values.length > count) values.shift();
    },
    result: () => values,
  };
};

/** Keeps the `count` best by an order, in that order; earlier arrivals win ties. */
export const bestAccumulator = <T>(
  count: number,
  compare: (a: T, b: T) => number,
  isKept: (value: T) => boolean,
  output: (value: T) => unknown,
): Accumulator => {
  const best: T[] = [];
  return {
    add: (value) => {
      const candidate = value as T;
      if (!isKept(candidate)) return;
      let at = best.length;
      while (at > 0 && compare(best[at - 1] as T, candidate) > 0) at -= 1;
      if (at >= count) return;
      best.splice(at, 0, candidate);
      if (best.length > count) best.pop();
    },
    result: () => best.map(output),
  };
};

/** The discrete percentile of the numbers seen; MongoDB's is approximate by t-digest and exact for few values. */
export const percentileAccumulator = (fractions: readonly number[], isSingle: boolean): Accumulator => {
  const numbers: number[] = [];
  return {
    add: (value) => {
      if (isNumeric(value)) numbers.push(toDouble(value));
    },
    result: () => {
      numbers.sort((a, b) => a - b);
      const results = fractions.map((fraction) => {
        if (numbers.length === 0) return null;
        return double(numbers[Math.max(0, Math.ceil(fraction * numbers.length) - 1)] as number);
      });
      return isSingle ? results[0] : results;
    },
  };
};

import { addNumbers, double, multiplyNumbers, toDouble } from '../../bson/numbers.ts';
import { isNullish, isNumeric } from '../../bson/types.ts';
import { divideNumbers, subtractNumbers } from '../expression/arithmetic.ts';
import { fail, show } from '../failure.ts';

/** Carries the last value that is not null or missing forward. */
export const lastObserved = (values: readonly unknown[]): readonly unknown[] => {
  let last: unknown = null;
  return values.map((value) => {
    if (!isNullish(value)) last = value;
    return last;
  });
};

const axisNumber = (value: unknown): unknown =>
  value instanceof Date
    ? double(value.getTime())
    : isNumeric(value)
      ? value
      : fail('TypeMismatch', `Expected the sortBy field to be a number or a Date, but it was ${show(value)}`);

/** Fills gaps between two known numbers on the straight line between them; gaps at the ends stay null. */
export const interpolate = (values: readonly unknown[], positions: readonly unknown[]): readonly unknown[] => {
  const result: unknown[] = values.map((value) => value ?? null);
  let before = -1;
  for (const [index, value] of values.entries()) {
    if (isNullish(value)) continue;
    if (!isNumeric(value)) fail('TypeMismatch', `Value to be filled must be numeric or nullish: ${show(value)}`);
    for (let at = before + 1; before >= 0 && at < index; at += 1) {
      const [x0, x1, x] = [axisNumber(positions[before]), axisNumber(positions[index]), axisNumber(positions[at])];
      const span = subtractNumbers(x1, x0);
      if (toDouble(span) === 0) fail(6050106, 'There can be no repeated values in the sort field');
      const slope = divideNumbers(subtractNumbers(value, values[before]), span);
      result[at] = addNumbers(values[before], multiplyNumbers(slope, subtractNumbers(x, x0)));
    }
    before = index;
  }
  return result;
};

import { type Document, isDocument } from '../../bson/document.ts';
import { toDouble, toInteger } from '../../bson/numbers.ts';
import { isNumeric } from '../../bson/types.ts';
import { addToDate, type DateUnit, unitNamed } from '../date/arithmetic.ts';
import { zoneNamed } from '../date/zone.ts';
import { fail, show } from '../failure.ts';

/** The rows `[from, to)` a window function sees for the row at `index`. */
export type Bounds = (rows: readonly Document[], index: number) => readonly [from: number, to: number];

const whole: Bounds = (rows) => [0, rows.length];

const documentEdge = (bound: unknown, isLower: boolean): ((index: number, length: number) => number) => {
  if (bound === 'unbounded') return (_, length) => (isLower ? 0 : length);
  if (bound === 'current') return (index) => (isLower ? index : index + 1);
  const offset = isNumeric(bound) ? toInteger(bound) : undefined;
  if (offset === undefined) return fail('FailedToParse', `Window bounds must be 'unbounded', 'current', or a number, found ${show(bound)}`);
  return (index) => index + Number(offset) + (isLower ? 0 : 1);
};

const pair = (value: unknown, name: string): readonly [unknown, unknown] => {
  if (!Array.isArray(value) || value.length !== 2) return fail('FailedToParse', `Window bounds must be a 2-element array: ${name}`);
  return [value[0], value[1]];
};

const documentBounds = (spec: unknown): Bounds => {
  const [lower, upper] = pair(spec, 'documents');
  if (isNumeric(lower) && isNumeric(upper) && toDouble(lower) > toDouble(upper)) fail(5339900, 'Lower bound must not exceed upper bound');
  const [from, to] = [documentEdge(lower, true), documentEdge(upper, false)];
  return (rows, index) => {
    const start = Math.max(0, Math.min(rows.length, from(index, rows.length)));
    return [start, Math.max(start, Math.min(rows.length, to(index, rows.length)))];
  };
};

/** Position of a row on the axis of a range window: its number, or its time. */
const axisValue = (value: unknown, unit: DateUnit | undefined): number => {
  if (unit !== undefined)
    return value instanceof Date
      ? value.getTime()
      : fail(5429513, `Invalid range: Expected the sortBy field to be a Date, but it was ${show(value)}`);
  return isNumeric(value)
    ? toDouble(value)
    : fail(5429414, `Invalid range: Expected the sortBy field to be a number, but it was ${show(value)}`);
};

const shift = (value: unknown, offset: unknown, unit: DateUnit | undefined): number => {
  if (unit === undefined) return axisValue(value, unit) + toDouble(offset);
  return addToDate(value as Date, unit, Number(toInteger(offset) ?? 0n), zoneNamed('UTC')).getTime();
};

const rangeBounds = (spec: unknown, unitSpec: unknown, path: string): Bounds => {
  const [lower, upper] = pair(spec, 'range');
  const unit = unitSpec === undefined ? undefined : unitNamed(unitSpec, '$setWindowFields');
  const parts = path.split('.');
  const at = (row: Document): unknown => parts.reduce<unknown>((value, part) => (isDocument(value) ? value[part] : undefined), row);
  return (rows, index) => {
    const current = at(rows[index] as Document);
    axisValue(current, unit);
    const limit = (bound: unknown): number => (bound === 'current' ? axisValue(current, unit) : shift(current, bound, unit));
    const low = lower === 'unbounded' ? Number.NEGATIVE_INFINITY : limit(lower);
    const high = upper === 'unbounded' ? Number.POSITIVE_INFINITY : limit(upper);
    const from = rows.findIndex((row) => axisValue(at(row), unit) >= low);
    const to = rows.findLastIndex((row) => axisValue(at(row), unit) <= high);
    return from < 0 || to < from ? [0, 0] : [from, to + 1];
  };
};

/** Reads `window: { documents }` or `window: { range, unit }`. */
export const compileBounds = (window: unknown, sortBy: Document | undefined): Bounds => {
  if (window === undefined) return whole;
  if (!isDocument(window)) return fail('FailedToParse', "'window' field must be an object");
  for (const name of Object.keys(window))
    if (!['documents', 'range', 'unit'].includes(name))
      fail(
        'FailedToParse',
        `'window' field can only contain 'documents' as the only argument or 'range' with an optional 'unit' field, not ${name}`,
      );
  const { documents, range, unit } = window;
  if (documents !== undefined && (range !== undefined || unit !== undefined))
    fail('FailedToParse', "Window bounds can specify either 'documents' or 'unit', not both.");
  if (documents !== undefined) {
    const isBounded = Array.isArray(documents) && documents.some((bound) => bound !== 'unbounded');
    if (isBounded && sortBy === undefined) fail(5339901, 'Document-based bounds require a sortBy');
    return documentBounds(documents);
  }
  if (range === undefined) return whole;
  const entries = Object.entries(sortBy ?? {});
  const [path, direction] = entries[0] ?? ['', undefined];
  if (entries.length !== 1 || toDouble(direction) !== 1)
    return fail(5339902, 'Range-based bounds require sortBy a single field, ascending');
  return rangeBounds(range, unit, path);
};

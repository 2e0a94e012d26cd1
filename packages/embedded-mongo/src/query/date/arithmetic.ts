import { fail } from '../failure.ts';
import { calendarOf, fromLocal, utc, type Zone } from './zone.ts';

export type DateUnit = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond';

const units = new Set<string>(['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond']);

interface UnitCodes {
  readonly typeCode: number;
  readonly valueCode: number;
}

/** Reads a unit's name; the operators refuse other values with codes of their own. */
export const unitNamed = (value: unknown, name: string, codes: UnitCodes = { typeCode: 5439013, valueCode: 5439014 }): DateUnit => {
  if (typeof value !== 'string') return fail(codes.typeCode, `${name} requires 'unit' to be a string, but got ${typeof value}`);
  return units.has(value)
    ? (value as DateUnit)
    : fail(codes.valueCode, `${name} parameter 'unit' value cannot be recognized as a time unit: ${value}`);
};

const fixed: Readonly<Record<string, number>> = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

const monthsIn: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 };

const daysInMonth = (year: number, month: number): number => new Date(utc(year, month + 1, 0)).getUTCDate();

/** Adds calendar units in a zone: a month after 31 January is the last day of February. */
export const addToDate = (date: Date, unit: DateUnit, amount: number, zone: Zone): Date => {
  const months = monthsIn[unit];
  if (months !== undefined) {
    const calendar = calendarOf(date.getTime(), zone);
    const total = calendar.year * 12 + calendar.month - 1 + amount * months;
    const year = Math.floor(total / 12);
    const month = total - year * 12 + 1;
    const day = Math.min(calendar.day, daysInMonth(year, month));
    return checked(fromLocal(utc(year, month, day, calendar.hour, calendar.minute, calendar.second, calendar.millisecond), zone));
  }
  const step = fixed[unit] as number;
  // Days and weeks keep the time on the clock over a change to summer time; hours are hours.
  if (unit === 'day' || unit === 'week') return checked(fromLocal(date.getTime() + zone(date.getTime()) + amount * step, zone));
  return checked(date.getTime() + amount * step);
};

const checked = (time: number): Date =>
  Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? new Date(time) : fail(5166406, 'date overflow');

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

export const weekdayNamed = (value: unknown, name: string): number => {
  if (typeof value !== 'string') return fail(5439015, `${name} requires 'startOfWeek' to be a string, but got ${typeof value}`);
  const text = value.toLowerCase();
  const index = WEEKDAYS.findIndex((day) => day === text || day.slice(0, 3) === text);
  return index < 0
    ? fail(5439016, `${name} parameter 'startOfWeek' value cannot be recognized as a day of a week: ${String(value)}`)
    : index;
};

/** How many boundaries of `unit` lie between two moments. */
export const dateDifference = (start: Date, end: Date, unit: DateUnit, zone: Zone, startOfWeek: number): number => {
  const [from, to] = [calendarOf(start.getTime(), zone), calendarOf(end.getTime(), zone)];
  const quarter = (month: number): number => Math.floor((month - 1) / 3);
  if (unit === 'year') return to.year - from.year;
  if (unit === 'quarter') return (to.year - from.year) * 4 + quarter(to.month) - quarter(from.month);
  if (unit === 'month') return (to.year - from.year) * 12 + to.month - from.month;
  const step = fixed[unit] as number;
  if (unit === 'week') {
    const weekStart = (local: number): number => Math.floor((Math.floor(local / 86_400_000) + 4 - startOfWeek) / 7);
    return weekStart(to.local) - weekStart(from.local);
  }
  if (unit === 'day') return Math.floor(to.local / step) - Math.floor(from.local / step);
  return (
    Math.floor((end.getTime() + zoneShift(end, zone, unit)) / step) - Math.floor((start.getTime() + zoneShift(start, zone, unit)) / step)
  );
};

/** Zones half an hour off UTC begin their hours at another moment; the offset of each side is its own. */
const zoneShift = (date: Date, zone: Zone, unit: DateUnit): number => (unit === 'hour' ? zone(date.getTime()) % 3_600_000 : 0);

/** Rounds down to a multiple of `binSize` units, counted from 1 January 2000 as `$dateTrunc` does. */
export const truncateDate = (date: Date, unit: DateUnit, binSize: number, zone: Zone, startOfWeek: number): Date => {
  const calendar = calendarOf(date.getTime(), zone);
  const months = monthsIn[unit];
  if (months !== undefined) {
    const size = months * binSize;
    const since = (calendar.year - 2000) * 12 + calendar.month - 1;
    const floor = Math.floor(since / size) * size;
    return new Date(fromLocal(utc(2000 + Math.floor(floor / 12), (((floor % 12) + 12) % 12) + 1, 1), zone));
  }
  const size = (fixed[unit] as number) * binSize;
  const reference = unit === 'week' ? utc(2000, 1, 1 + ((startOfWeek - 6 + 7) % 7)) : utc(2000);
  if (unit === 'week' || unit === 'day')
    return new Date(fromLocal(reference + Math.floor((calendar.local - reference) / size) * size, zone));
  const start = fromLocal(reference, zone);
  return new Date(start + Math.floor((date.getTime() - start) / size) * size);
};

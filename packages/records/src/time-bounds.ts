import type { Period } from './data-types.ts';

/** Where the province is: a day without a zone begins there. Vietnam knows no summer time. */
const provinceOffsetMs = 7 * 60 * 60 * 1000;

/** The time that a value covers, `until` not included. */
export interface TimeBounds {
  readonly from: Date;
  readonly until: Date;
}

/** Stand for an open start and an open end; MongoDB and JavaScript both hold them. */
export const beginningOfTime = new Date('0001-01-01T00:00:00Z');
export const endOfTime = new Date('9999-12-31T23:59:59.999Z');

/**
 * What a FHIR date or dateTime covers: a year, a month or a day of the province, or the one millisecond of a moment.
 * @see https://hl7.org/fhir/R4/datatypes.html#dateTime
 */
export function timeBounds(value: string): TimeBounds {
  if (value.includes('T')) {
    // FHIR allows the 60th second; JavaScript's dates do not.
    const moment = Date.parse(value.replace(/(T\d\d:\d\d):60/, '$1:59'));
    return { from: new Date(moment), until: new Date(moment + 1) };
  }
  const [year = 0, month, day] = value.split('-').map(Number);
  if (month === undefined) return { from: midnight(year, 1, 1), until: midnight(year + 1, 1, 1) };
  if (day === undefined) return { from: midnight(year, month, 1), until: midnight(year, month + 1, 1) };
  return { from: midnight(year, month, day), until: midnight(year, month, day + 1) };
}

/** What a period covers; open where a side is missing. Its end is part of it, as precisely as it is known. @see https://hl7.org/fhir/R4/datatypes.html#Period */
export function periodBounds(period: Period | undefined): TimeBounds {
  return {
    from: period?.start === undefined ? beginningOfTime : timeBounds(period.start).from,
    until: period?.end === undefined ? endOfTime : timeBounds(period.end).until,
  };
}

/** Whether two times share a moment. */
export const overlaps = (one: TimeBounds, other: TimeBounds): boolean => one.from < other.until && other.from < one.until;

/** The day it is in the province at `moment`, as `2026-11-23`. */
export const provinceDay = (moment: Date): string => new Date(moment.getTime() + provinceOffsetMs).toISOString().slice(0, 10);

/** Midnight in the province; `month` and `day` may run over. */
function midnight(year: number, month: number, day: number): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return new Date(date.getTime() - provinceOffsetMs);
}

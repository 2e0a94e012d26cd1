import { fail } from '../failure.ts';

/** Milliseconds a zone is ahead of UTC at a moment. */
export type Zone = (time: number) => number;

const UTC: Zone = () => 0;

const offsetZone = (text: string): Zone | undefined => {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  const offset = (match[1] === '-' ? -minutes : minutes) * 60_000;
  return () => offset;
};

const namedZone = (name: string): Zone => {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
  } catch {
    return fail(40485, `unrecognized time zone identifier: "${name}"`);
  }
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
    const local = utc(
      year,
      Number(parts['month']),
      Number(parts['day']),
      Number(parts['hour']),
      Number(parts['minute']),
      Number(parts['second']),
    );
    return local - (time - (((time % 1000) + 1000) % 1000));
  };
};

/** Abbreviations that dates are written with, in hours; a single letter is a military zone. */
const abbreviations: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  CET: 1,
  CEST: 2,
  BST: 1,
  EET: 2,
  EEST: 3,
  WET: 0,
  WEST: 1,
  MSK: 3,
  JST: 9,
  ICT: 7,
};

const militaryHours = (letter: string): number => {
  const place = 'ABCDEFGHIKLM'.indexOf(letter);
  return place >= 0 ? place + 1 : -('NOPQRSTUVWXY'.indexOf(letter) + 1);
};

/** The zone at the end of a written date: `Z`, `+0330`, `GMT+02:00`, `CEST`, `P`. */
export const zoneWritten = (text: string): Zone | undefined => {
  const bare = text.trim().replace(/^(?:GMT|UTC)(?=[+-])/, '');
  if (/^(?:Z|GMT|UTC)$/.test(bare)) return UTC;
  const hours = abbreviations[bare] ?? (/^[A-IK-Y]$/.test(bare) ? militaryHours(bare) : undefined);
  return hours === undefined ? offsetZone(bare) : () => hours * 3_600_000;
};

const zones = new Map<string, Zone>();

/** Reads an Olson name (`Asia/Ho_Chi_Minh`) or an offset (`+07:00`, `+0700`, `+07`). */
export const zoneNamed = (name: string): Zone => {
  if (name === 'UTC' || name === 'GMT' || name === 'Z') return UTC;
  const cached = zones.get(name);
  if (cached !== undefined) return cached;
  const zone = offsetZone(name) ?? namedZone(name);
  zones.set(name, zone);
  return zone;
};

/** Milliseconds of a UTC calendar time; parts beyond their range carry over, and years below 100 are themselves. */
export const utc = (year: number, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, millisecond);
  return date.getTime();
};

/** The moment at which a zone's clocks show `local`; in a gap or overlap the offset before the change counts. */
export const fromLocal = (local: number, zone: Zone): number => {
  const guess = local - zone(local);
  return local - zone(guess);
};

/** Calendar parts of a moment as a zone's clocks show them. */
export interface Calendar {
  readonly local: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly dayOfYear: number;
}

const DAY = 86_400_000;

export const calendarOf = (time: number, zone: Zone): Calendar => {
  const local = time + zone(time);
  const date = new Date(local);
  return {
    local,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
    weekday: date.getUTCDay(),
    dayOfYear: Math.floor((local - utc(date.getUTCFullYear())) / DAY) + 1,
  };
};

/** ISO 8601 week and the year it belongs to: the week of the Thursday. */
export const isoWeekOf = ({ local, weekday }: Calendar): { readonly week: number; readonly year: number; readonly weekday: number } => {
  const isoDay = weekday === 0 ? 7 : weekday;
  const thursday = new Date(local + (4 - isoDay) * DAY);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - utc(year)) / (7 * DAY)) + 1, weekday: isoDay };
};

/** Week of the year where week 1 begins with the first Sunday and week 0 precedes it. */
export const weekOf = ({ dayOfYear, weekday }: Calendar): number => Math.floor((dayOfYear - 1 + 7 - weekday) / 7);

/** The Monday that begins ISO week 1 of a year. */
export const isoYearStart = (year: number): number => {
  const fourth = utc(year, 1, 4);
  const weekday = new Date(fourth).getUTCDay() || 7;
  return fourth - (weekday - 1) * DAY;
};

import { fail } from '../failure.ts';
import { type Calendar, calendarOf, fromLocal, isoWeekOf, isoYearStart, utc, weekOf, type Zone, zoneNamed, zoneWritten } from './zone.ts';

/** `2024-03-01T10:00:00.000Z`, the form `$toString` gives a date. */
export const isoDate = (date: Date): string => date.toISOString();

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const offsetText = (offset: number): string => {
  const minutes = Math.abs(offset) / 60_000;
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${pad(minutes % 60, 2)}`;
};

const formatOne = (specifier: string, calendar: Calendar, offset: number): string => {
  switch (specifier) {
    case 'd':
      return pad(calendar.day, 2);
    case 'G':
      return pad(isoWeekOf(calendar).year, 4);
    case 'H':
      return pad(calendar.hour, 2);
    case 'j':
      return pad(calendar.dayOfYear, 3);
    case 'L':
      return pad(calendar.millisecond, 3);
    case 'm':
      return pad(calendar.month, 2);
    case 'M':
      return pad(calendar.minute, 2);
    case 'S':
      return pad(calendar.second, 2);
    case 'u':
      return String(isoWeekOf(calendar).weekday);
    case 'U':
      return pad(weekOf(calendar), 2);
    case 'V':
      return pad(isoWeekOf(calendar).week, 2);
    case 'w':
      return String(calendar.weekday + 1);
    case 'Y':
      return calendar.year < 0 || calendar.year > 9999
        ? fail(18537, `$dateToString is only defined on year 0-9999, tried to use year ${calendar.year}`)
        : pad(calendar.year, 4);
    case 'z':
      return offsetText(offset);
    case 'Z':
      return String(offset / 60_000);
    case 'b':
      return (MONTHS[calendar.month - 1] as string).slice(0, 3);
    case 'B':
      return MONTHS[calendar.month - 1] as string;
    case '%':
      return '%';
    default:
      return fail(18536, `Invalid format character '%${specifier}' in format string`);
  }
};

/** Writes a date as `$dateToString` does. */
export const formatDate = (date: Date, format: string, zone: Zone): string => {
  if (/(?:^|[^%])(?:%%)*%$/.test(format)) fail(18535, "Unmatched '%' at end of format string");
  const offset = zone(date.getTime());
  const calendar = calendarOf(date.getTime(), zone);
  return format.replace(/%(.)/gs, (_, specifier: string) => formatOne(specifier, calendar, offset));
};

const fields: Readonly<Record<string, string>> = {
  d: '(?<d>\\d{1,2})',
  G: '(?<G>\\d{1,4})',
  H: '(?<H>\\d{1,2})',
  j: '(?<j>\\d{1,3})',
  L: '(?<L>\\d{1,3})',
  m: '(?<m>\\d{1,2})',
  M: '(?<M>\\d{1,2})',
  S: '(?<S>\\d{1,2})',
  u: '(?<u>[1-7])',
  V: '(?<V>\\d{1,2})',
  Y: '(?<Y>\\d{4})',
  z: '(?<z>s?(?:(?:GMT|UTC)?[+-]d{2}(?::?d{2})?|[A-Za-z]{1,5}))',
  Z: '(?<Z>[+-]\\d{1,4})',
  b: '(?<b>[A-Za-z]{3})',
  B: '(?<B>[A-Za-z]+)',
  '%': '%',
};

const patternOf = (format: string): RegExp => {
  const source = format.replace(/%(.)|([\\^$.*+?()[\]{}|/])/gs, (_, specifier: string | undefined, literal: string | undefined) => {
    if (literal !== undefined) return `\\${literal}`;
    return fields[specifier ?? ''] ?? fail(18536, `Invalid format character '%${specifier}' in format string`);
  });
  return new RegExp(`^${source}$`);
};

const monthNamed = (name: string | undefined): number | undefined => {
  const index = name === undefined ? -1 : MONTHS.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase()));
  return index < 0 ? undefined : index + 1;
};

const unparsable = (text: string, detail: string): never => fail('ConversionFailure', `Error parsing date string '${text}'; ${detail}`);

const localOf = (groups: Readonly<Record<string, string | undefined>>): number => {
  const number = (name: string, otherwise: number): number => Number(groups[name] ?? otherwise);
  const time = ((number('H', 0) * 60 + number('M', 0)) * 60 + number('S', 0)) * 1000 + Number((groups['L'] ?? '0').padEnd(3, '0'));
  if (groups['G'] !== undefined)
    return isoYearStart(number('G', 1970)) + ((number('V', 1) - 1) * 7 + number('u', 1) - 1) * 86_400_000 + time;
  if (groups['j'] !== undefined) return utc(number('Y', 1970), 1, number('j', 1)) + time;
  const month = monthNamed(groups['b'] ?? groups['B']) ?? number('m', 1);
  return utc(number('Y', 1970), month, number('d', 1)) + time;
};

const checkRanges = (text: string, groups: Readonly<Record<string, string | undefined>>): void => {
  const isIso = groups['G'] !== undefined || groups['V'] !== undefined || groups['u'] !== undefined;
  if (isIso && ['Y', 'm', 'd', 'j', 'b', 'B'].some((name) => groups[name] !== undefined))
    unparsable(text, 'Mixing of ISO dates with natural dates is not allowed');
  if (isIso && groups['G'] === undefined) unparsable(text, 'The parsed date was invalid');
  const most: Readonly<Record<string, number>> = { d: 31, m: 12, H: 24, M: 59, S: 60 };
  for (const [name, limit] of Object.entries(most))
    if (Number(groups[name] ?? 0) > limit) unparsable(text, `unexpected value for %${name}`);
  if (groups['m'] !== undefined && groups['d'] !== undefined && groups['Y'] !== undefined) {
    const date = new Date(utc(Number(groups['Y']), Number(groups['m']), Number(groups['d'])));
    if (date.getUTCMonth() + 1 !== Number(groups['m'])) unparsable(text, 'The parsed date was invalid');
  }
};

const writtenZone = (text: string, { z, Z }: Readonly<Record<string, string | undefined>>): Zone | undefined => {
  if (z !== undefined) return zoneWritten(z) ?? unparsable(text, `unknown time zone '${z}'`);
  return Z === undefined ? undefined : minutesZone(Number(Z));
};

const parsed = (text: string, groups: Readonly<Record<string, string | undefined>>, zone: Zone | undefined): Date => {
  checkRanges(text, groups);
  const written = writtenZone(text, groups);
  if (written !== undefined && zone !== undefined)
    fail('ConversionFailure', `you cannot pass in a date/time string with GMT offset together with a timezone argument`);
  return new Date(fromLocal(localOf(groups), written ?? zone ?? zoneNamed('UTC')));
};

const minutesZone =
  (minutes: number): Zone =>
  () =>
    minutes * 60_000;

/** Forms of a date that are read without a format; minutes and seconds may be parted by a point too. */
const TIME = '(?<H>\\d{1,2}):(?<M>\\d{2})(?:[:.](?<S>\\d{2})(?:[.,](?<L>\\d{1,3})\\d*)?)?';
const ZONE = '\\s*(?<z>(?:GMT|UTC)?[+-]\\d{2}(?::?\\d{2})?|[A-Z]{1,4})?';
const ISO = new RegExp(`^(?<Y>\\d{4})-(?<m>\\d{1,2})(?:-(?<d>\\d{1,2}))?(?:[T ]${TIME}${ZONE})?$`);
const WORDS = new RegExp(
  `^(?:[A-Za-z]{3,9},?\\s+)?(?:(?<d>\\d{1,2})(?:st|nd|rd|th)?\\s+(?<B>[A-Za-z]{3,9})|(?<B2>[A-Za-z]{3,9})\\s+(?<d2>\\d{1,2})(?:st|nd|rd|th)?),?\\s+(?<Y>\\d{4})(?:,?\\s+${TIME})?${ZONE}$`,
);

/** Reads a date as `$dateFromString` and `$toDate` do. */
export const parseDate = (text: string, format?: string, zone?: Zone): Date => {
  if (format !== undefined) {
    const groups = patternOf(format).exec(text)?.groups;
    return groups === undefined ? unparsable(text, `format '${format}' does not match`) : parsed(text, groups, zone);
  }
  const iso = ISO.exec(text)?.groups;
  if (iso !== undefined) return parsed(text, iso, zone);
  const words = WORDS.exec(text)?.groups;
  if (words === undefined) return unparsable(text, 'no format matches');
  const named = { ...words, B: words['B'] ?? words['B2'], d: words['d'] ?? words['d2'] };
  return monthNamed(named.B) === undefined ? unparsable(text, 'unknown month') : parsed(text, named, zone);
};

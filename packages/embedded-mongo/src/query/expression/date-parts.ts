import { isDocument } from '../../bson/document.ts';
import { int, intOrLong, long, toInteger } from '../../bson/numbers.ts';
import { isNullish, isNumeric, typeOf } from '../../bson/types.ts';
import { momentOrFail, zoneOf } from '../date/value.ts';
import { type Calendar, calendarOf, fromLocal, isoWeekOf, isoYearStart, utc, weekOf } from '../date/zone.ts';
import { fail, show } from '../failure.ts';
import { type Expression, type ExpressionContext, named, namedSpecs, type Operator, type OperatorTable } from './context.ts';

const isDateDocument = (argument: unknown): argument is Record<string, unknown> =>
  isDocument(argument) && Object.keys(argument)[0]?.startsWith('$') !== true;

interface DateArguments {
  readonly date: Expression;
  readonly timezone: Expression | undefined;
}

const dateArguments = (argument: unknown, context: ExpressionContext, name: string): DateArguments => {
  if (isDateDocument(argument)) {
    const specs = namedSpecs(argument, name, { names: ['date', 'timezone'], required: ['date'], unknownCode: 40535, missingCode: 40539 });
    return {
      date: context.compile(specs['date']),
      timezone: Object.hasOwn(specs, 'timezone') ? context.compile(specs['timezone']) : undefined,
    };
  }
  if (Array.isArray(argument) && argument.length !== 1)
    fail(40536, `${name} accepts exactly one argument if given an array, but was given ${argument.length}`);
  return { date: context.compile(Array.isArray(argument) ? argument[0] : argument), timezone: undefined };
};

const part =
  (read: (calendar: Calendar) => unknown): Operator =>
  (argument, context, name) => {
    const { date, timezone } = dateArguments(argument, context, name);
    return (scope) => {
      const value = date(scope);
      const zone = timezone?.(scope);
      if (isNullish(value) || (timezone !== undefined && isNullish(zone))) return null;
      return read(calendarOf(momentOrFail(value).getTime(), zoneOf(zone, timezone !== undefined)));
    };
  };

const dateToParts = named(
  { names: ['date', 'timezone', 'iso8601'], required: ['date'], unknownCode: 40520, missingCode: 40522 },
  ({ date, timezone, iso8601 }, _name, given) => {
    if (isNullish(date) || (given.has('timezone') && isNullish(timezone)) || (given.has('iso8601') && isNullish(iso8601))) return null;
    const zone = zoneOf(timezone, given.has('timezone'));
    if (given.has('iso8601') && typeof iso8601 !== 'boolean') fail(40521, `iso8601 must evaluate to a bool, found ${typeOf(iso8601)}`);
    const calendar = calendarOf(momentOrFail(date).getTime(), zone);
    const time = {
      hour: int(calendar.hour),
      minute: int(calendar.minute),
      second: int(calendar.second),
      millisecond: int(calendar.millisecond),
    };
    if (iso8601 !== true) return { year: int(calendar.year), month: int(calendar.month), day: int(calendar.day), ...time };
    const iso = isoWeekOf(calendar);
    return { isoWeekYear: int(iso.year), isoWeek: int(iso.week), isoDayOfWeek: int(iso.weekday), ...time };
  },
);

const PARTS = ['year', 'month', 'day', 'isoWeekYear', 'isoWeek', 'isoDayOfWeek', 'hour', 'minute', 'second', 'millisecond'];

const partOf = (values: Readonly<Record<string, unknown>>, name: string, otherwise: number): number => {
  const value = values[name];
  if (value === undefined) return otherwise;
  const whole = isNumeric(value) ? toInteger(value) : undefined;
  if (whole === undefined) return fail(40515, `'${name}' must evaluate to an integer, found ${typeOf(value)} with value ${show(value)}`);
  const isYear = name === 'year' || name === 'isoWeekYear';
  if (isYear && (whole < 1n || whole > 9999n)) fail(40523, `'${name}' must evaluate to an integer in the range 1 to 9999, found ${whole}`);
  if (!isYear && (whole < -32768n || whole > 32767n))
    fail(31034, `'${name}' must evaluate to a value in the range [-32768, 32767]; value ${whole} is not in range`);
  return Number(whole);
};

const dateFromParts = named({ names: [...PARTS, 'timezone'], required: [], unknownCode: 40518 }, (values, _name, given) => {
  const isIso = given.has('isoWeekYear');
  if (!isIso && !given.has('year')) fail(40516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present");
  if (isIso && ['year', 'month', 'day'].some((name) => given.has(name)))
    fail(40489, '$dateFromParts does not allow mixing natural dates with ISO dates');
  if (!isIso && ['isoWeek', 'isoDayOfWeek'].some((name) => given.has(name)))
    fail(40525, '$dateFromParts does not allow mixing natural dates with ISO dates');
  if ([...given].some((name) => isNullish(values[name]))) return null;
  const zone = zoneOf(values['timezone'], given.has('timezone'));
  const time = [
    partOf(values, 'hour', 0),
    partOf(values, 'minute', 0),
    partOf(values, 'second', 0),
    partOf(values, 'millisecond', 0),
  ] as const;
  if (isIso) {
    const days = (partOf(values, 'isoWeek', 1) - 1) * 7 + partOf(values, 'isoDayOfWeek', 1) - 1;
    const start = new Date(isoYearStart(partOf(values, 'isoWeekYear', 1970)));
    return new Date(fromLocal(utc(start.getUTCFullYear(), start.getUTCMonth() + 1, start.getUTCDate() + days, ...time), zone));
  }
  return new Date(fromLocal(utc(partOf(values, 'year', 1970), partOf(values, 'month', 1), partOf(values, 'day', 1), ...time), zone));
});

const timestampPart =
  (read: (value: { getHighBitsUnsigned(): number; getLowBitsUnsigned(): number }) => number): Operator =>
  (argument, context, name) => {
    const input = context.compile(Array.isArray(argument) && argument.length === 1 ? argument[0] : argument);
    return (scope) => {
      const value = input(scope);
      if (isNullish(value)) return null;
      if (typeOf(value) !== 'timestamp') fail(5687301, `Argument to ${name} must be a timestamp, but is ${typeOf(value)}`);
      return long(BigInt(read(value as unknown as Parameters<typeof read>[0])));
    };
  };

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/#date-expression-operators */
export const datePartOperators: OperatorTable = {
  $year: part(({ year }) => int(year)),
  $month: part(({ month }) => int(month)),
  $dayOfMonth: part(({ day }) => int(day)),
  $dayOfWeek: part(({ weekday }) => int(weekday + 1)),
  $dayOfYear: part(({ dayOfYear }) => int(dayOfYear)),
  $hour: part(({ hour }) => int(hour)),
  $minute: part(({ minute }) => int(minute)),
  $second: part(({ second }) => int(second)),
  $millisecond: part(({ millisecond }) => int(millisecond)),
  $week: part((calendar) => int(weekOf(calendar))),
  $isoWeek: part((calendar) => int(isoWeekOf(calendar).week)),
  $isoDayOfWeek: part((calendar) => int(isoWeekOf(calendar).weekday)),
  $isoWeekYear: part((calendar) => long(BigInt(intOrLong(isoWeekOf(calendar).year).toString()))),
  $dateToParts: dateToParts,
  $dateFromParts: dateFromParts,
  $tsSecond: timestampPart((value) => value.getHighBitsUnsigned()),
  $tsIncrement: timestampPart((value) => value.getLowBitsUnsigned()),
};

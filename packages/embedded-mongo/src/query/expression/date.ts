import { long, toInteger } from '../../bson/numbers.ts';
import { isNullish, isNumeric, typeOf } from '../../bson/types.ts';
import { CommandFailure } from '../../errors/command-failure.ts';
import { addToDate, type DateUnit, dateDifference, truncateDate, unitNamed, weekdayNamed } from '../date/arithmetic.ts';
import { formatDate, parseDate } from '../date/text.ts';
import { momentOrFail, zoneOf } from '../date/value.ts';
import { fail } from '../failure.ts';
import { named, type Operator, type OperatorTable } from './context.ts';

const ISO_UTC = '%Y-%m-%dT%H:%M:%S.%LZ';
const ISO_LOCAL = '%Y-%m-%dT%H:%M:%S.%L';

/** One null or missing argument makes the result null, before any other is looked at; `startOfWeek` counts for weeks only. */
const hasNull = (values: Readonly<Record<string, unknown>>, given: ReadonlySet<string>): boolean =>
  [...given].some((name) => isNullish(values[name]) && (name !== 'startOfWeek' || values['unit'] === 'week'));

const firstDayOf = (unit: DateUnit, startOfWeek: unknown, name: string): number =>
  unit === 'week' && startOfWeek !== undefined ? weekdayNamed(startOfWeek, name) : 0;

const dateToString = named(
  { names: ['date', 'format', 'timezone', 'onNull'], required: ['date'], unknownCode: 18534, missingCode: 18628, shapeCode: 18629 },
  ({ date, format, timezone, onNull }, _name, given) => {
    if (isNullish(date)) return given.has('onNull') ? onNull : null;
    if ((given.has('timezone') && isNullish(timezone)) || (given.has('format') && isNullish(format))) return null;
    const zone = zoneOf(timezone, given.has('timezone'));
    const moment = momentOrFail(date);
    if (format !== undefined && typeof format !== 'string')
      return fail(18533, `$dateToString requires that 'format' be a string, found: ${typeOf(format)}`);
    return formatDate(moment, format ?? (given.has('timezone') && timezone !== 'UTC' && timezone !== 'GMT' ? ISO_LOCAL : ISO_UTC), zone);
  },
);

const dateFromString = named(
  {
    names: ['dateString', 'format', 'timezone', 'onNull', 'onError'],
    required: ['dateString'],
    unknownCode: 40541,
    missingCode: 40542,
    shapeCode: 40540,
  },
  ({ dateString, format, timezone, onNull, onError }, _name, given) => {
    if (isNullish(dateString)) return given.has('onNull') ? onNull : null;
    if ((given.has('timezone') && isNullish(timezone)) || (given.has('format') && isNullish(format))) return null;
    const zone = zoneOf(timezone, given.has('timezone'));
    if (format !== undefined && typeof format !== 'string')
      return fail(40684, `$dateFromString requires that 'format' be a string, found: ${typeOf(format)}`);
    try {
      if (typeof dateString !== 'string')
        return fail('ConversionFailure', `$dateFromString requires that 'dateString' be a string, found: ${typeOf(dateString)}`);
      return parseDate(dateString, format, given.has('timezone') ? zone : undefined);
    } catch (failure) {
      if (given.has('onError') && failure instanceof CommandFailure && failure.codeName === 'ConversionFailure') return onError;
      throw failure;
    }
  },
);

const add = (sign: 1 | -1): Operator =>
  named(
    {
      names: ['startDate', 'unit', 'amount', 'timezone'],
      required: ['startDate', 'unit', 'amount'],
      unknownCode: 5166401,
      missingCode: 5166402,
      shapeCode: 5166400,
    },
    (values, name, given) => {
      if (hasNull(values, given)) return null;
      const { startDate, unit, amount, timezone } = values;
      const moment = momentOrFail(startDate, 5166403);
      const dateUnit = unitNamed(unit, name, { typeCode: 5166404, valueCode: 9 });
      const whole = isNumeric(amount) ? toInteger(amount) : undefined;
      if (whole === undefined) return fail(5166405, `${name} expects integer amount of time units`);
      return addToDate(moment, dateUnit, sign * Number(whole), zoneOf(timezone, given.has('timezone')));
    },
  );

const difference = named(
  {
    names: ['startDate', 'endDate', 'unit', 'timezone', 'startOfWeek'],
    required: ['startDate', 'endDate', 'unit'],
    unknownCode: 5166302,
    missingCode: { startDate: 5166303, endDate: 5166304, unit: 5166305 },
    shapeCode: 5166301,
  },
  (values, name, given) => {
    if (hasNull(values, given)) return null;
    const { startDate, endDate, unit, timezone, startOfWeek } = values;
    const [start, end] = [momentOrFail(startDate, 5166307), momentOrFail(endDate, 5166307)];
    const dateUnit = unitNamed(unit, name);
    const zone = zoneOf(timezone, given.has('timezone'));
    return long(BigInt(dateDifference(start, end, dateUnit, zone, firstDayOf(dateUnit, startOfWeek, name))));
  },
);

const truncate = named(
  {
    names: ['date', 'unit', 'binSize', 'timezone', 'startOfWeek'],
    required: ['date', 'unit'],
    unknownCode: 5439008,
    missingCode: { date: 5439009, unit: 5439010 },
    shapeCode: 5439007,
  },
  (values, name, given) => {
    if (hasNull(values, given)) return null;
    const { date, unit, binSize, timezone, startOfWeek } = values;
    const moment = momentOrFail(date, 5439012);
    const dateUnit = unitNamed(unit, name);
    const bins = binSize === undefined ? 1n : isNumeric(binSize) ? toInteger(binSize) : undefined;
    if (bins === undefined)
      return fail(5439017, `${name} requires 'binSize' to be a 64-bit integer, but got value of type ${typeOf(binSize)}`);
    if (bins <= 0n) fail(5439018, `${name} requires 'binSize' to be greater than 0, but got value ${bins}`);
    return truncateDate(moment, dateUnit, Number(bins), zoneOf(timezone, given.has('timezone')), firstDayOf(dateUnit, startOfWeek, name));
  },
);

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/#date-expression-operators */
export const dateOperators: OperatorTable = {
  $dateToString: dateToString,
  $dateFromString: dateFromString,
  $dateAdd: add(1),
  $dateSubtract: add(-1),
  $dateDiff: difference,
  $dateTrunc: truncate,
};

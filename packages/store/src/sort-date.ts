/** Where the province is: a day without a zone begins there. */
const provinceOffset = '+07:00';

/** Records without a date come last in lists that run from the newest to the oldest; none is older than this. */
export const undated = new Date('0001-01-01T00:00:00Z');

/**
 * The moment that orders a record by a FHIR date of any precision: where the year, month or day begins in the province, or the moment
 * itself. Periods are ordered by their start. Anything else counts as undated.
 */
export function sortDateOf(value: unknown): Date {
  if (typeof value === 'object' && value !== null && 'start' in value) return sortDateOf(value.start);
  if (typeof value !== 'string') return undated;
  const [year, month = '01', day = '01'] = value.split('T')[0]?.split('-') ?? [];
  const moment = new Date(value.includes('T') ? withoutLeapSecond(value) : `${year}-${month}-${day}T00:00:00${provinceOffset}`);
  return Number.isNaN(moment.getTime()) ? undated : moment;
}

/** FHIR allows the 60th second; JavaScript's dates do not. */
const withoutLeapSecond = (value: string): string => value.replace(/(T\d\d:\d\d):60/, '$1:59');

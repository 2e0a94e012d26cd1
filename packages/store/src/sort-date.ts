import { beginningOfTime, timeBounds } from '@health-graph/records';

/** Records without a date come last in lists that run from the newest to the oldest. */
export const undated = beginningOfTime;

/**
 * The moment that orders a record by a FHIR date of any precision: where the year, month or day begins in the province, or the moment
 * itself. Periods are ordered by their start. Anything else counts as undated.
 */
export function sortDateOf(value: unknown): Date {
  if (typeof value === 'object' && value !== null && 'start' in value) return sortDateOf(value.start);
  if (typeof value !== 'string') return undated;
  const { from } = timeBounds(value);
  return Number.isNaN(from.getTime()) ? undated : from;
}

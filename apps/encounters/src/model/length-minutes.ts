import type { Period } from '@health-graph/records';

/**
 * Whole minutes from the start to the end of `period`. Absent while it goes on, when a bound is known to the day only (`2021-08`), since no
 * number of minutes would be true, and when the bounds are in the wrong order.
 * @see https://hl7.org/fhir/R4/encounter-definitions.html#Encounter.length
 */
export function lengthMinutes(period: Period | undefined): number | undefined {
  const start = momentMs(period?.start);
  const end = momentMs(period?.end);
  if (start === undefined || end === undefined || end < start) return undefined;
  return Math.floor((end - start) / 60_000);
}

/** Milliseconds since 1970 of a FHIR dateTime that is a moment; the 60th second of a leap minute counts as the 59th. */
function momentMs(dateTime: string | undefined): number | undefined {
  if (!dateTime?.includes('T')) return undefined;
  return new Date(dateTime.replace(/(T\d\d:\d\d):60/, '$1:59')).getTime();
}

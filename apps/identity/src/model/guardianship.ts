import {
  beginningOfTime,
  type Guardianship,
  overlaps,
  periodBounds,
  provinceDay,
  type TimeBounds,
  timeBounds,
} from '@health-graph/records';

/** Civil Code, article 20: of age with eighteen full years. */
const yearsOfMinority = 18;

/**
 * When a guardianship holds. That of a minor ends by date, whatever its record says: it cannot have begun before the birth, so that nobody is a
 * minor eighteen years after its beginning. One of a minor without a beginning cannot be told to have ended, and holds only until its end; one
 * with neither holds never.
 */
export function guardianshipBounds({ basis, period }: Pick<Guardianship, 'basis' | 'period'>): TimeBounds {
  const bounds = periodBounds(period);
  if (basis === 'INCAPACITY') return bounds;
  if (bounds.from <= beginningOfTime) return period?.end === undefined ? { from: beginningOfTime, until: beginningOfTime } : bounds;
  const ofAge = birthdayAfter(bounds.from, yearsOfMinority);
  return { from: bounds.from, until: ofAge < bounds.until ? ofAge : bounds.until };
}

/** Midnight of the day in the province so many years later; the 29th of February becomes the 1st of March. */
function birthdayAfter(moment: Date, years: number): Date {
  const [year = '', ...monthAndDay] = provinceDay(moment).split('-');
  const [month = 1, day = 1] = monthAndDay.map(Number);
  const overflowing = new Date(Date.UTC(Number(year) + years, month - 1, day)).toISOString().slice(0, 10);
  return timeBounds(overflowing).from;
}

/** Whether a guardianship holds within a time. */
export const guardianshipHolds = (guardianship: Pick<Guardianship, 'basis' | 'period'>, time: TimeBounds): boolean =>
  overlaps(guardianshipBounds(guardianship), time);

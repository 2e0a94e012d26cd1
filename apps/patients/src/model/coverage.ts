import { overlaps, periodBounds, timeBounds } from '@health-graph/records';
import type { Coverage } from './patient.ts';

/** Cards with the newest first: by the day they begin to be valid; of two that begin together, as the source ordered them. */
export function newestFirst(coverages: readonly Coverage[]): Coverage[] {
  const begin = ({ period }: Coverage) => (period?.start === undefined ? 0 : timeBounds(period.start).from.getTime());
  return coverages.toSorted((one, other) => begin(other) - begin(one));
}

/**
 * The card in force on `day`, the newest where several are. One without a status is judged by its dates; a card that was withdrawn, is not yet
 * in force or never was valid is none.
 */
export function coverageInForce(coverages: readonly Coverage[] = [], day: string): Coverage | undefined {
  return newestFirst(coverages).find(
    ({ status = 'ACTIVE', period }) => status === 'ACTIVE' && overlaps(periodBounds(period), timeBounds(day)),
  );
}

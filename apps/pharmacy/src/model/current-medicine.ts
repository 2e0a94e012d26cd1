import { type MedicationRequest, timeBounds } from '@health-graph/records';

const inForce: ReadonlySet<MedicationRequest['status']> = new Set(['ACTIVE', 'ON_HOLD', 'UNKNOWN', undefined]);

const dayMs = 86_400_000;

/**
 * Whether a medicine may still be taken at `now`: its request is in force, on hold or of unknown standing, or it is completed and what was supplied
 * has not run out. Milliseconds since 1970. A completed request that does not say when it was written, or for how long, counts as taken to its end.
 */
export function isCurrent({ status, authoredOn, daysSupply, numberOfRepeatsAllowed = 0 }: MedicationRequest, now: number): boolean {
  if (inForce.has(status)) return true;
  if (status !== 'COMPLETED' || authoredOn === undefined || daysSupply === undefined) return false;
  return now < timeBounds(authoredOn).until.getTime() + daysSupply * (1 + numberOfRepeatsAllowed) * dayMs;
}

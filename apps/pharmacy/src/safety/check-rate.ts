import { RateLimited } from '@health-graph/errors';

export interface CheckRateOptions {
  /** Checks that may follow each other at once. Default 20. */
  readonly burst?: number;
  /** After this time one more is allowed. Default 3 minutes. */
  readonly refillMs?: number;
  /** Pairs of caller and patient that are remembered. Default 50,000; when all of them are in use, strangers to the list are refused. */
  readonly entries?: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How often somebody may check prescriptions of one patient. */
export interface CheckRate {
  /** @throws {RateLimited} when it was too often */
  take(accountId: string, patientId: string): void;
}

interface Bucket {
  left: number;
  at: number;
}

/**
 * Counts checks by caller and patient, because each check may answer one question about what is hidden: a prescription takes a handful of them, a
 * search through the list of medicines takes hundreds. In this process only; replicas count apart.
 */
export function createCheckRate({ burst = 20, refillMs = 180_000, entries = 50_000, now }: CheckRateOptions): CheckRate {
  const buckets = new Map<string, Bucket>();
  const refused = (waitMs: number): never => {
    throw new RateLimited('Prescriptions of this patient were checked too often.', { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
  };
  const filled = ({ left, at }: Bucket): number => Math.min(burst, left + (now() - at) / refillMs);
  const makeRoom = (): void => {
    if (buckets.size < entries) return;
    for (const [key, bucket] of buckets) if (filled(bucket) >= burst) buckets.delete(key);
    if (buckets.size >= entries) refused(refillMs);
  };
  return {
    take: (accountId, patientId) => {
      const key = `${accountId} ${patientId}`;
      const known = buckets.get(key);
      if (known === undefined) makeRoom();
      const left = known === undefined ? burst : filled(known);
      if (left < 1) refused((1 - left) * refillMs);
      buckets.set(key, { left: left - 1, at: now() });
    },
  };
}

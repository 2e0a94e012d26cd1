import { type Caller, type Fingerprint, fingerprintOf, type PolicyTable, type RequirementIndex } from '@health-graph/permissions';
import { createBoundedCache } from '../bounded-cache.ts';

/** More combinations of role, purpose and scopes than client apps of one province have. */
const maxKept = 2_000;

/** Fingerprints of callers over one supergraph and policy table, kept: a request looks one up, and computes none. */
export function createFingerprints(index: RequirementIndex, table: PolicyTable): (caller: Caller | undefined) => Fingerprint {
  const kept = createBoundedCache<Fingerprint>(maxKept);
  const anonymous = fingerprintOf(index, table, undefined);
  return (caller) => {
    if (caller === undefined) return anonymous;
    const key = `${caller.role} ${caller.purpose} ${caller.scopes.join(' ')}`;
    const found = kept.get(key) ?? fingerprintOf(index, table, caller);
    kept.set(key, found);
    return found;
  };
}

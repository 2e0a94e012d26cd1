import type { RequestPermissions } from '@health-graph/permissions';
import { checkPrescriptionFor } from './commands/check-prescription.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { PrescriptionCheck } from './model/check-prescription.ts';
import type { Proposed } from './model/proposal.ts';
import type { CheckRate } from './safety/check-rate.ts';
import type { SafetyProfileSource } from './safety/profile-source.ts';
import type { PermittedPharmacy, PharmacyStore } from './store/pharmacy-store.ts';

/** What a resolver is given beside its parent and its arguments. */
export interface Context {
  readonly loaders: Loaders;
  /** What the caller may see. */
  readonly store: PermittedPharmacy;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Checks a prescription for whoever asks. */
  readonly check: (proposed: Proposed) => Promise<PrescriptionCheck>;
}

/** Who asks, and what a check of a prescription needs beside it. */
export interface Asking {
  readonly permissions: RequestPermissions;
  readonly requestId: string;
  readonly checks: { readonly profiles: SafetyProfileSource; readonly rate: CheckRate };
  /** All records, for the safety profile alone. */
  readonly whole: PharmacyStore;
}

/** A context for one request. */
export function createContext(store: PermittedPharmacy, { permissions, requestId, checks, whole }: Asking): Context {
  const loaders = createLoaders(store, whole);
  return {
    loaders,
    store,
    now: Date.now,
    check: (proposed) => checkPrescriptionFor({ permissions, requestId, loaders, ...checks }, proposed),
  };
}

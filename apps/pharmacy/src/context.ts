import { PermissionsUnavailable } from '@health-graph/errors';
import { createLoaders, type Loaders } from './loaders.ts';
import type { PrescriptionCheck } from './model/check-prescription.ts';
import type { Proposed } from './model/proposal.ts';
import type { PermittedPharmacy, PharmacyStore } from './store/pharmacy-store.ts';

/** What a resolver is given beside its parent and its arguments. */
export interface Context {
  readonly loaders: Loaders;
  readonly store: PermittedPharmacy;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Checks a prescription for whoever asks. */
  readonly check: (proposed: Proposed) => Promise<PrescriptionCheck>;
}

/** A context for one request. */
export const createContext = (store: PermittedPharmacy, whole: PharmacyStore): Context => ({
  loaders: createLoaders(store, whole),
  store,
  now: Date.now,
  check: async () => {
    throw new PermissionsUnavailable('Nobody says who asks.');
  },
});

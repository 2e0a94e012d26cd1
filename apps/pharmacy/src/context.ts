import { createLoaders, type Loaders } from './loaders.ts';
import type { PharmacyStore } from './store/pharmacy-store.ts';

/** What a resolver is given beside its parent and its arguments. */
export interface Context {
  readonly loaders: Loaders;
  readonly store: PharmacyStore;
}

/** A context for one request. */
export const createContext = (store: PharmacyStore): Context => ({ loaders: createLoaders(store), store });

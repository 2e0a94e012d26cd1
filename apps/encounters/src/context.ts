import { createLoaders, type Loaders } from './loaders.ts';
import type { EncountersStore } from './store/encounters-store.ts';

/** What a resolver is given beside its parent and its arguments. */
export interface Context {
  readonly loaders: Loaders;
}

/** A context for one request. */
export const createContext = (store: EncountersStore): Context => ({ loaders: createLoaders(store) });

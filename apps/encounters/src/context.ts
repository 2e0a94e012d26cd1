import { createLoaders, type Loaders } from './loaders.ts';
import type { EncountersStore, PermittedEncounters } from './store/encounters-store.ts';

/** What a resolver is given beside its parent and its arguments. */
export interface Context {
  readonly loaders: Loaders;
}

/** A context for one request: what its caller may see, and the whole store for safety checks. */
export const createContext = (store: PermittedEncounters, whole: EncountersStore): Context => ({ loaders: createLoaders(store, whole) });

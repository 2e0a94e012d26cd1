import { provinceDay } from '@health-graph/records';
import { createLoaders, type Loaders } from './loaders.ts';
import type { PermittedPatients } from './store/patients-store.ts';

/** What a resolver is given beside its parent and its arguments. */
export interface Context {
  readonly loaders: Loaders;
  readonly store: PermittedPatients;
  /** The day it is in the province. */
  readonly today: string;
}

/** A context for one request. */
export const createContext = (store: PermittedPatients, now: Date): Context => ({
  loaders: createLoaders(store),
  store,
  today: provinceDay(now),
});

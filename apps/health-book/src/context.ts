import { provinceDay } from '@health-graph/records';
import { createLoaders, type Loaders } from './loaders.ts';
import type { HealthBookStore } from './store/health-book-store.ts';

/** What a resolver is given beside its parent and its arguments. */
export interface Context {
  readonly loaders: Loaders;
  readonly store: HealthBookStore;
  /** The day it is in the province. */
  readonly today: string;
}

/** A context for one request. */
export const createContext = (store: HealthBookStore, now: Date): Context => ({
  loaders: createLoaders(store),
  store,
  today: provinceDay(now),
});

import { provinceDay } from '@health-graph/records';
import { createLoaders, type Loaders } from './loaders.ts';
import type { PermittedHealthBook } from './store/health-book-store.ts';

/** What a resolver is given beside its parent and its arguments. */
export interface Context {
  readonly loaders: Loaders;
  /** What the caller may see. */
  readonly store: PermittedHealthBook;
  /** The day it is in the province. */
  readonly today: string;
}

/** A context for one request. */
export const createContext = (store: PermittedHealthBook, now: Date): Context => ({
  loaders: createLoaders(store),
  store,
  today: provinceDay(now),
});

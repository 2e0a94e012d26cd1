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
  /** Counts of fewer persons are not told. */
  readonly smallestCell: number;
}

/** A context for one request. */
export const createContext = (
  store: PermittedHealthBook,
  { now, smallestCell }: { readonly now: Date; readonly smallestCell: number },
): Context => ({
  loaders: createLoaders(store),
  store,
  today: provinceDay(now),
  smallestCell,
});

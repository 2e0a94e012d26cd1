import type { Loaders } from './loaders.ts';

/** What resolvers are given. */
export interface Context {
  readonly loaders: Loaders;
}

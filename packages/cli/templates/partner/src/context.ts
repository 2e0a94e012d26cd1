import type { Loaders } from './loaders.ts';
import type { SessionStore } from './store/session-store.ts';

/** What resolvers are given: records through loaders only, which know who asks; of the store itself, what tells of nobody. */
export interface Context {
  readonly loaders: Loaders;
  readonly totals: Pick<SessionStore, 'countDone'>;
}

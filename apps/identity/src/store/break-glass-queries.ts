import type { PageArguments } from '@health-graph/subgraph-kit';
import type { IdentityStore } from './identity-store.ts';

export interface BreakGlassCriteria extends PageArguments {
  readonly unreviewed?: boolean;
}

/** Emergency accesses, the newest first; one command. */
export const listBreakGlasses = ({ collections }: IdentityStore, { unreviewed = false, ...page }: BreakGlassCriteria) =>
  collections.BreakGlass.page({ ...page, filter: unreviewed ? { reviewState: 'open' } : {} });

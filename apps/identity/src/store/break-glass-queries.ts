import type { PageArguments } from '@health-graph/subgraph-kit';
import type { PermittedIdentity } from './identity-store.ts';

export interface BreakGlassCriteria extends PageArguments {
  readonly unreviewed?: boolean;
}

interface Pages {
  readonly collections: { readonly BreakGlass: Pick<PermittedIdentity['collections']['BreakGlass'], 'page'> };
}

/** Emergency accesses, the newest first; one command. */
export const listBreakGlasses = ({ collections }: Pages, { unreviewed = false, ...page }: BreakGlassCriteria) =>
  collections.BreakGlass.page({ ...page, filter: unreviewed ? { reviewState: 'open' } : {} });

import type DataLoader from 'dataloader';
import type { MutationResolvers } from '../__generated__/resolvers.ts';
import { breakGlass } from '../commands/break-glass.ts';
import { grantConsent } from '../commands/grant-consent.ts';
import { reviewBreakGlass } from '../commands/review-break-glass.ts';
import { revokeConsent } from '../commands/revoke-consent.ts';
import { given } from './given.ts';

export const Mutation: MutationResolvers = {
  grantConsent: async (_root, { input }, { services, requester, loaders }) => ({
    consent: await shown(loaders.consent, await grantConsent(services, requester(), given(input))),
  }),
  revokeConsent: async (_root, { input }, { services, requester, loaders }) => ({
    consent: await shown(loaders.consent, await revokeConsent(services, requester(), input)),
  }),
  breakGlass: async (_root, { input }, { services, requester, loaders, breakGlassOpened }) => {
    const opened = await breakGlass(services, requester(), given(input));
    await breakGlassOpened.tell(opened);
    return { breakGlass: await shown(loaders.breakGlass, opened), expiresAt: opened.period.end };
  },
  reviewBreakGlass: async (_root, { input }, { services, requester, loaders }) => ({
    breakGlass: await shown(loaders.breakGlass, await reviewBreakGlass(services, requester(), given(input))),
  }),
};

/** What was written, as its author may see it: to have done something is not to be allowed to read it. */
const shown = <Row>(loader: DataLoader<string, Row | null>, { id }: { readonly id: string }): Promise<Row | null> =>
  loader.clear(id).load(id);

import type { MutationResolvers } from '../__generated__/resolvers.ts';
import { breakGlass } from '../commands/break-glass.ts';
import { grantConsent } from '../commands/grant-consent.ts';
import { reviewBreakGlass } from '../commands/review-break-glass.ts';
import { revokeConsent } from '../commands/revoke-consent.ts';
import { given } from './given.ts';

export const Mutation: MutationResolvers = {
  grantConsent: async (_root, { input }, { services, requester }) => ({
    consent: await grantConsent(services, requester(), given(input)),
  }),
  revokeConsent: async (_root, { input }, { services, requester }) => ({ consent: await revokeConsent(services, requester(), input) }),
  breakGlass: async (_root, { input }, { services, requester }) => {
    const opened = await breakGlass(services, requester(), given(input));
    return { breakGlass: opened, expiresAt: opened.period.end };
  },
  reviewBreakGlass: async (_root, { input }, { services, requester }) => ({
    breakGlass: await reviewBreakGlass(services, requester(), given(input)),
  }),
};

import type { SubscriptionResolvers } from '../__generated__/resolvers.ts';
import type { Context } from '../context.ts';
import type { BreakGlassOpened } from '../live/break-glass-opened.ts';

export const Subscription: SubscriptionResolvers = {
  breakGlassOpened: {
    subscribe: (_root, _args, { breakGlassOpened }) => breakGlassOpened.listen(),
    resolve: ({ id }: BreakGlassOpened, _args: unknown, { loaders }: Context) => loaders.breakGlass.load(id),
  },
};

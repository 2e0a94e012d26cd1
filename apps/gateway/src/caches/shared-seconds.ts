import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../request-context.ts';

const secondsOf = new WeakMap<RequestContext, number>();

/** Notes that the answer of this request may be kept by whoever asked. */
export const shareFor = (context: RequestContext, seconds: number): void => void (seconds > 0 && secondsOf.set(context, seconds));

/**
 * Tells a client over GET how long it may keep a public answer. Nobody between us and the client may: some of it is for those only who were let in, and
 * each look is written down.
 */
export function createCacheHeaderPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      // Before anything is awaited: the log may still withhold the answer, and then says that nobody keeps it.
      willSendResponse: async ({ request, response, contextValue }) => {
        const seconds = secondsOf.get(contextValue);
        if (seconds !== undefined && request.http?.method === 'GET')
          response.http.headers.set('cache-control', `private, max-age=${seconds}`);
      },
    }),
  };
}

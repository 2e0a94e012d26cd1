import { Unauthenticated } from '@health-graph/errors';
import type { GatewayAudit } from '../audit/gateway-audit.ts';
import { type Admission, type Admit, newRequestId } from '../door.ts';
import type { GraphVersion } from '../hot-swap/graph-version.ts';
import type { RequestContext } from '../request-context.ts';
import { tokenEnded } from './stream-end.ts';

/** Who stands behind a connection that lasts. Nothing about them is kept but what they showed: it is looked at again at every event. */
export interface CallerSession {
  /** Whose streams are counted together: an account, or an address that nobody signed in from. */
  readonly key: string;
  readonly address: string;
  readonly signIn: Admission['signIn'];
  /** A request of its own on this connection, to one version of the graph. @throws {Unauthenticated} when the token is not right any more */
  newContext(graph: Pick<GraphVersion, 'admit'>, signal: AbortSignal): Promise<RequestContext>;
  /** Calls `onEnd` once when the token expires, or is found to be revoked; gives the function that stops to look. */
  watch(everyMs: number, onEnd: (failure: Unauthenticated) => void): () => void;
}

export interface SessionOptions {
  /** As in the header of that name. */
  readonly authorization: string | undefined;
  readonly address: string;
  /** Passed on to subgraphs. */
  readonly headers: Readonly<Record<string, string>>;
  /** The door of whatever version is the newest when it is asked. */
  readonly admit: Admit;
  readonly audit: GatewayAudit | undefined;
}

/** No timer of Node.js runs longer. */
const longestMs = 2 ** 31 - 1;

/** @throws {Unauthenticated} when the token is not right, which is then in the log */
export async function openSession(options: SessionOptions): Promise<CallerSession> {
  const { authorization, address, headers, admit, audit } = options;
  const requestId = newRequestId();
  const { signIn, expiresAt } = await admit(authorization, requestId).catch(async (failure: unknown) => {
    if (failure instanceof Unauthenticated) await audit?.refusedSignIn(requestId);
    throw failure;
  });
  const admitAgain = (ask: Admit, id: string): Promise<Admission> =>
    ask(authorization, id).catch((failure: unknown) => {
      throw failure instanceof Unauthenticated ? tokenEnded(failure) : failure;
    });
  return {
    key: signIn === undefined ? `address:${address}` : `account:${signIn.caller.accountId}`,
    address,
    signIn,
    newContext: async (graph, signal) => ({ ...(await admitAgain(graph.admit, newRequestId())), headers, signal }),
    watch: (everyMs, onEnd) => {
      if (signIn === undefined) return () => undefined;
      const stop = (): void => {
        clearInterval(recheck);
        clearTimeout(expiry);
      };
      const end = (failure: unknown): void => {
        if (!(failure instanceof Unauthenticated)) return; // The issuer is away, say: what is known of it serves on.
        stop();
        onEnd(failure);
      };
      const recheck = setInterval(() => void admitAgain(admit, requestId).catch(end), everyMs).unref();
      const leftMs = expiresAt === undefined ? longestMs : expiresAt - Date.now();
      const expiry = setTimeout(() => end(tokenEnded()), Math.max(0, Math.min(leftMs, longestMs))).unref();
      return stop;
    },
  };
}

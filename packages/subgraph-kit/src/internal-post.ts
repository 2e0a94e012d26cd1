import { SubgraphInvalidAnswer, SubgraphUnavailable } from '@health-graph/errors';
import { Pool } from 'undici';
import { internalAuthorization } from './internal-trust.ts';

export interface InternalPostOptions {
  /** The subgraph's name, for errors. */
  readonly subgraph: string;
  /** Its GraphQL endpoint, as `startSubgraph` gives it. */
  readonly url: string;
  readonly secret: string;
  readonly path: `/internal/${string}`;
  /** Default 10,000. */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970; the clock unless a test gives its own. */
  readonly now?: () => number;
}

/** One route of another subgraph's internal contract that takes one JSON value and answers with one. */
export interface InternalPost {
  /**
   * @throws {SubgraphUnavailable} when it does not answer, or cannot now
   * @throws {SubgraphInvalidAnswer} when it refuses what was sent: it would do so again
   */
  send(body: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export function internalPost({ subgraph, url, secret, path, timeoutMs = 10_000, now = Date.now }: InternalPostOptions): InternalPost {
  const pool = new Pool(new URL(url).origin, { connections: 4, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  const post = async (body: unknown) => {
    const authorization = internalAuthorization(secret, { method: 'POST', path }, now());
    const answer = await pool.request({
      path,
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: answer.statusCode, value: (await answer.body.json()) as unknown };
  };
  const away = (status: number, cause?: unknown) =>
    new SubgraphUnavailable('A subgraph did not answer.', { subgraph, status }, cause === undefined ? {} : { cause });
  return {
    send: async (body) => {
      const { status, value } = await post(body).catch((cause: unknown) => {
        throw away(0, cause);
      });
      if (status === 200) return value;
      throw status === 400 || status === 413
        ? new SubgraphInvalidAnswer('A subgraph refused the request.', { subgraph, status })
        : away(status);
    },
    close: () => pool.destroy(),
  };
}

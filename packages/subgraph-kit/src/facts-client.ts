import { PermissionsUnavailable } from '@health-graph/errors';
import type { ActorFacts } from '@health-graph/permissions';
import { Pool } from 'undici';
import { type FactsQuestion, factsFromJson, questionToJson } from './facts-contract.ts';
import { internalAuthorization } from './internal-trust.ts';
import { trustHeader } from './trust/signed-header.ts';

export interface FactsClientOptions {
  /** Identity's GraphQL endpoint, as `startSubgraph` gives it. */
  readonly url: string;
  readonly secret: string;
  /** Default 2,000. */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970; the clock unless a test gives its own. */
  readonly now?: () => number;
}

/** Asks identity how a caller stands to patients. Nothing is kept: a revocation works with the next question. */
export interface FactsClient {
  /**
   * @param gatewayHeader of the request for which it is asked: a partner is told nothing without
   * @throws {PermissionsUnavailable} when identity does not answer, or with something else: no facts are not an answer
   */
  ask(question: FactsQuestion, gatewayHeader?: string): Promise<ActorFacts>;
  close(): Promise<void>;
}

const path = '/internal/facts';

export function factsClient({ url, secret, timeoutMs = 2_000, now = Date.now }: FactsClientOptions): FactsClient {
  const pool = new Pool(new URL(url).origin, { connections: 32, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  const post = async (question: FactsQuestion, gatewayHeader: string | undefined): Promise<ActorFacts | undefined> => {
    const authorization = internalAuthorization(secret, { method: 'POST', path }, now());
    const { statusCode, body } = await pool.request({
      path,
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/json',
        ...(gatewayHeader !== undefined && { [trustHeader]: gatewayHeader }),
      },
      body: JSON.stringify(questionToJson(question)),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer: unknown = await body.json();
    return statusCode === 200 ? factsFromJson(answer) : undefined;
  };
  const unavailable = (cause?: unknown): never => {
    throw new PermissionsUnavailable('It cannot be found out what the caller may see.', {}, cause === undefined ? {} : { cause });
  };
  return {
    ask: async (question, gatewayHeader) => (await post(question, gatewayHeader).catch(unavailable)) ?? unavailable(),
    close: () => pool.destroy(),
  };
}

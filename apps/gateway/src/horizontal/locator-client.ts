import { HealthGraphError, SubgraphInvalidAnswer, SubgraphUnavailable } from '@health-graph/errors';
import { locatePath, readHolders, trustHeader } from '@health-graph/subgraph-kit';
import { Pool } from 'undici';
import type { Endpoint } from '../endpoints.ts';
import type { RequestContext } from '../request-context.ts';
import type { Holders, Locate } from './record-locator.ts';

export interface LocatorClient {
  locate(subgraph: string, context: RequestContext): Locate;
  close(): Promise<void>;
}

/** Asks the patients subgraph who holds records of patients, signed as a fetch: it judges by the caller's claims of what they may know. */
export function openLocatorClient({ name, subgraph, url }: Endpoint, timeoutMs: number): LocatorClient {
  const pool = new Pool(new URL(url).origin, { connections: 32, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  const post = async (body: string, { signer, requestId, signal }: RequestContext) => {
    const proof = signer === undefined ? {} : { [trustHeader]: await signer.sign(name, locatePath, body) };
    const headers = { ...proof, 'content-type': 'application/json', 'x-request-id': requestId };
    const answer = await pool.request({
      path: locatePath,
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return { status: answer.statusCode, value: (await answer.body.json()) as unknown };
  };
  const ask = async (asked: string, patientIds: readonly string[], context: RequestContext): Promise<Holders> => {
    const body = JSON.stringify({ subgraph: asked, patientIds });
    let answer = await post(body, context);
    // It started again and has other keys.
    if (answer.status === 401 && (await context.signer?.renew(name))) answer = await post(body, context);
    if (answer.status !== 200) throw away(answer.status);
    const holders = readHolders(answer.value);
    if (holders === undefined) throw new SubgraphInvalidAnswer('Who holds records of a patient cannot be read.', { subgraph });
    return holders;
  };
  const away = (status: number, cause?: unknown) =>
    new SubgraphUnavailable(
      'It cannot be found out who holds records of a patient.',
      { subgraph, status },
      cause === undefined ? {} : { cause },
    );
  return {
    close: () => pool.destroy(),
    locate: (asked, context) => (patientIds) =>
      ask(asked, patientIds, context).catch((failure: unknown) => {
        throw failure instanceof HealthGraphError ? failure : away(0, failure);
      }),
  };
}

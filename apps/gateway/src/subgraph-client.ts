import { HealthGraphError, SubgraphInvalidAnswer, SubgraphUnavailable } from '@health-graph/errors';
import type { SubgraphRequest } from '@health-graph/plan-executor';
import { trustHeader } from '@health-graph/subgraph-kit';
import { type Dispatcher, Pool } from 'undici';
import type { ObservedContext } from './observability/request-record.ts';
import type { FetchSigner } from './trust/gateway-trust.ts';

/** Reaches the subgraphs over kept connections. */
export interface SubgraphClient {
  /** The parsed JSON of the answer. */
  send(request: SubgraphRequest, by: SentBy, signal: AbortSignal | undefined): Promise<unknown>;
  close(): Promise<void>;
}

/** On whose behalf a request is sent. */
export interface SentBy extends ObservedContext {
  /** Passed on as they are. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: the subgraph is not told who asks. */
  readonly signer?: FetchSigner | undefined;
}

export interface SubgraphClientOptions {
  readonly subgraphs: ReadonlyMap<string, string>;
  readonly timeoutMs: number;
  readonly answerBytes: number;
}

interface Endpoint {
  readonly pool: Pool;
  readonly path: string;
  readonly origin: string;
}

/** Node's own limit of sockets waiting to connect; more only queue in the subgraph. */
const CONNECTIONS_PER_SUBGRAPH = 128;

export function createSubgraphClient({ subgraphs, timeoutMs, answerBytes }: SubgraphClientOptions): SubgraphClient {
  const pools = new Map<string, Pool>();
  const endpoints = new Map<string, Endpoint>();
  for (const [name, url] of subgraphs) {
    const { origin, pathname, search } = new URL(url);
    const pool =
      pools.get(origin) ??
      new Pool(origin, { connections: CONNECTIONS_PER_SUBGRAPH, pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
    pools.set(origin, pool);
    endpoints.set(name, { pool, origin, path: pathname + search });
  }
  return {
    send: async (request, by, signal) => {
      const endpoint = endpoints.get(request.subgraph);
      if (endpoint === undefined) throw new Error('The plan names a subgraph that the supergraph does not have.');
      const exchange: Exchange = { endpoint, request, by, signal, answerBytes };
      const answer = await exchanged(exchange).catch((failure: unknown) => {
        // A subgraph may close a kept connection at the moment we use it. Nothing was executed then, and a query may be repeated.
        if (!isStaleConnection(failure) || request.operationKind !== 'query') throw failure;
        return exchanged(exchange);
      });
      return parseBody(answer, request.subgraph);
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

interface Exchange {
  readonly endpoint: Endpoint;
  readonly request: SubgraphRequest;
  readonly by: SentBy;
  readonly signal: AbortSignal | undefined;
  readonly answerBytes: number;
}

interface RawAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** Signed anew for each try. A subgraph that started again has other keys; it executed nothing of what it refused. */
async function exchanged(exchange: Exchange): Promise<RawAnswer> {
  const { by, request } = exchange;
  if (by.signer === undefined) return post(exchange, by.headers);
  const answer = await post(exchange, await signedHeaders(exchange, by.signer));
  if (answer.status !== 401) return answer;
  const again = (await by.signer.renew(request.subgraph)) ? await post(exchange, await signedHeaders(exchange, by.signer)) : answer;
  // That is between us and the subgraph: a client must not take it for its own token.
  if (again.status === 401) throw failed(again.status, request.subgraph, undefined);
  return again;
}

async function signedHeaders({ by, endpoint, request }: Exchange, signer: FetchSigner): Promise<SentBy['headers']> {
  return { ...by.headers, [trustHeader]: await signer.sign(request.subgraph, endpoint.path, request.body) };
}

/** `dispatch` instead of `request`: no stream, no body object, and the bytes go straight into the parser. */
function post({ endpoint, request, signal, answerBytes }: Exchange, headers: SentBy['headers']): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const chunks: Buffer[] = [];
    let status = 0;
    let size = 0;
    let cancel: (() => void) | undefined;
    const settle = (act: () => void): void => {
      if (cancel !== undefined) signal?.removeEventListener('abort', cancel);
      act();
    };
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (controller) => {
        if (signal === undefined) return;
        cancel = () => controller.abort(signal.reason as Error);
        if (signal.aborted) cancel();
        else signal.addEventListener('abort', cancel, { once: true });
      },
      onResponseStart: (_controller, statusCode) => {
        status = statusCode;
      },
      onResponseData: (controller, chunk) => {
        size += chunk.length;
        if (size > answerBytes)
          controller.abort(
            new SubgraphInvalidAnswer('A subgraph answered with more than is allowed.', { subgraph: request.subgraph, limit: answerBytes }),
          );
        else chunks.push(chunk);
      },
      onResponseEnd: () =>
        settle(() => resolve({ status, body: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size) })),
      onResponseError: (_controller, failure) => {
        // Our own reasons stay what they are; a cut answer must not look like a stale connection, which would be tried again.
        const isOurs = failure instanceof HealthGraphError || signal?.aborted === true;
        settle(() => reject(status === 0 || isOurs ? failure : new Error('The answer broke off.', { cause: failure })));
      },
    };
    const sent = { ...headers, 'content-type': 'application/json', accept: 'application/json, application/graphql-response+json' };
    endpoint.pool.dispatch({ origin: endpoint.origin, path: endpoint.path, method: 'POST', headers: sent, body: request.body }, handler);
  });
}

function isStaleConnection(failure: unknown): boolean {
  const code = (failure as NodeJS.ErrnoException | undefined)?.code;
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

/** An answer counts by its body: a GraphQL error may come with any status, an HTML page never does. */
function parseBody({ status, body }: RawAnswer, subgraph: string): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw failed(status, subgraph, cause);
  }
  const isAnswer = typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer);
  if (!isAnswer) throw failed(status, subgraph, undefined);
  return answer;
}

function failed(status: number, subgraph: string, cause: unknown): Error {
  if (status >= 200 && status < 300)
    return new SubgraphInvalidAnswer(
      'A subgraph answered with something that is no GraphQL answer of the right shape.',
      { subgraph },
      { cause },
    );
  return new SubgraphUnavailable('A subgraph did not answer; what it owns is null.', { subgraph, status }, { cause });
}

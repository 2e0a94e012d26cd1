import { HealthGraphError, SubgraphInvalidAnswer, SubgraphUnavailable } from '@health-graph/errors';
import { trustHeader } from '@health-graph/subgraph-kit';
import { type Dispatcher, Pool } from 'undici';
import { type Endpoint, type EndpointRequest, endpointName, endpointsByName } from './endpoints.ts';
import type { ObservedContext } from './observability/request-record.ts';
import type { FetchSigner } from './trust/gateway-trust.ts';

/** Reaches the subgraphs over kept connections. */
export interface SubgraphClient {
  /** The parsed JSON of the answer of one endpoint. */
  send(request: EndpointRequest, by: SentBy, signal: AbortSignal | undefined): Promise<unknown>;
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
  readonly endpoints: readonly Endpoint[];
  readonly timeoutMs: number;
  readonly answerBytes: number;
}

/** Where the requests of an endpoint go. */
interface Target {
  readonly name: string;
  readonly pool: Pool;
  readonly path: string;
  readonly origin: string;
}

/** Node's own limit of sockets waiting to connect; more only queue in the subgraph. */
const CONNECTIONS_PER_ENDPOINT = 128;

export function createSubgraphClient({ endpoints, timeoutMs, answerBytes }: SubgraphClientOptions): SubgraphClient {
  const pools: Pool[] = [];
  const targets = new Map<Endpoint, Target>();
  for (const endpoint of endpoints) {
    const { origin, pathname, search } = new URL(endpoint.url);
    // Never shared, also where two are at one address: one that hangs must not hold the connections of the other.
    const pool = new Pool(origin, {
      connections: CONNECTIONS_PER_ENDPOINT,
      pipelining: 1,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    pools.push(pool);
    targets.set(endpoint, { name: endpoint.name, pool, origin, path: pathname + search });
  }
  const byName = new Map([...endpointsByName(endpoints)].map(([name, endpoint]) => [name, targets.get(endpoint)]));
  return {
    send: async (request, by, signal) => {
      const target = byName.get(endpointName(request));
      if (target === undefined) throw new Error('A fetch is for an endpoint that there is not.');
      const exchange: Exchange = { target, request, by, signal, answerBytes };
      const answer = await exchanged(exchange).catch((failure: unknown) => {
        // A subgraph may close a kept connection at the moment we use it. Nothing was executed then, and a query may be repeated.
        if (!isStaleConnection(failure) || request.operationKind !== 'query') throw failure;
        return exchanged(exchange);
      });
      return parseBody(answer, request.subgraph);
    },
    close: async () => {
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}

interface Exchange {
  readonly target: Target;
  readonly request: EndpointRequest;
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
  const { by, request, target } = exchange;
  if (by.signer === undefined) return post(exchange, by.headers);
  const answer = await post(exchange, await signedHeaders(exchange, by.signer));
  if (answer.status !== 401) return answer;
  const again = (await by.signer.renew(target.name)) ? await post(exchange, await signedHeaders(exchange, by.signer)) : answer;
  // That is between us and the subgraph: a client must not take it for its own token.
  if (again.status === 401) throw failed(again.status, request.subgraph, undefined);
  return again;
}

async function signedHeaders({ by, target, request }: Exchange, signer: FetchSigner): Promise<SentBy['headers']> {
  return { ...by.headers, [trustHeader]: await signer.sign(target.name, target.path, request.body) };
}

/** `dispatch` instead of `request`: no stream, no body object, and the bytes go straight into the parser. */
function post({ target, request, signal, answerBytes }: Exchange, headers: SentBy['headers']): Promise<RawAnswer> {
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
    target.pool.dispatch({ origin: target.origin, path: target.path, method: 'POST', headers: sent, body: request.body }, handler);
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

import { HealthGraphError } from '@health-graph/errors';
import { trustHeader } from '@health-graph/subgraph-kit';
import { type Dispatcher, Pool } from 'undici';
import { EndpointFailure, invalidAnswer, type Violation } from './bulkheads/endpoint-failure.ts';
import { type Endpoint, type EndpointRequest, endpointName, endpointsByName } from './endpoints.ts';
import type { ObservedContext } from './observability/request-record.ts';
import type { FetchSigner } from './trust/gateway-trust.ts';

/** Reaches the subgraphs. */
export interface SubgraphClient {
  /** The parsed JSON of the answer of one endpoint. Rejects with `EndpointFailure`, `SubgraphInvalidAnswer`, or the reason of `signal`. */
  send(request: EndpointRequest, by: SentBy, signal: AbortSignal | undefined): Promise<unknown>;
  close(): Promise<void>;
}

/** On whose behalf a request is sent. */
export interface SentBy extends ObservedContext {
  /** Passed on as they are. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: the subgraph is not told who asks. */
  readonly signer?: FetchSigner | undefined;
  /** Told of each answer that is none, and of each error that was not shown as it came. */
  readonly violated?: ((endpoint: string, violation: Violation) => void) | undefined;
}

export interface SubgraphClientOptions {
  readonly endpoints: readonly Endpoint[];
  /** For one answer in all. */
  readonly timeoutMs: number;
  readonly answerBytes: number;
  /** To each endpoint at a time. More only wait for each other. */
  readonly connections?: number;
}

/** Where the requests of an endpoint go. */
interface Target {
  readonly name: string;
  readonly pool: Pool;
  readonly path: string;
  readonly origin: string;
}

/** Sends each request once, over kept connections; follows no redirect. */
export function createSubgraphClient({ endpoints, timeoutMs, answerBytes, connections = 128 }: SubgraphClientOptions): SubgraphClient {
  const pools: Pool[] = [];
  const targets = new Map<Endpoint, Target>();
  for (const endpoint of endpoints) {
    const { origin, pathname, search } = new URL(endpoint.url);
    // Never shared, also where two are at one address: one that hangs must not hold the connections of the other.
    const pool = new Pool(origin, {
      connections,
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
      const exchange: Exchange = { target, request, by, signal, answerBytes, timeoutMs };
      const answer = await exchanged(exchange).catch((cause: unknown) => {
        if (cause instanceof HealthGraphError || signal?.aborted === true) throw cause;
        throw new EndpointFailure(isTimeout(cause) ? 'timeout' : 'connection', { subgraph: request.subgraph }, { cause });
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
  readonly timeoutMs: number;
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
function post({ target, request, signal, answerBytes, timeoutMs }: Exchange, headers: SentBy['headers']): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const chunks: Buffer[] = [];
    let status = 0;
    let size = 0;
    let sending: Dispatcher.DispatchController | undefined;
    let ended: Error | undefined;
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      act();
    };
    /** At once, also for a request that waits for a connection. */
    const end = (reason: Error): void => {
      ended = reason;
      sending?.abort(reason);
      settle(() => reject(reason));
    };
    const cancel = (): void => end(signal?.reason as Error);
    const timer = setTimeout(() => end(new EndpointFailure('timeout', { subgraph: request.subgraph })), timeoutMs);
    signal?.addEventListener('abort', cancel, { once: true });
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (controller) => {
        sending = controller;
        if (ended !== undefined) controller.abort(ended);
      },
      onResponseStart: (_controller, statusCode) => {
        status = statusCode;
      },
      onResponseData: (controller, chunk) => {
        size += chunk.length;
        if (size > answerBytes) controller.abort(invalidAnswer('too-large', { subgraph: request.subgraph, limit: answerBytes }));
        else chunks.push(chunk);
      },
      onResponseEnd: () =>
        settle(() => resolve({ status, body: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size) })),
      onResponseError: (_controller, failure) => {
        // Our own reasons stay what they are; a cut answer must not look like a stale connection, which would be tried again.
        const isOurs = failure instanceof HealthGraphError || ended !== undefined;
        settle(() => reject(status === 0 || isOurs ? failure : new Error('The answer broke off.', { cause: failure })));
      },
    };
    const sent = { ...headers, 'content-type': 'application/json', accept: 'application/json, application/graphql-response+json' };
    target.pool.dispatch({ origin: target.origin, path: target.path, method: 'POST', headers: sent, body: request.body }, handler);
  });
}

/** Those of undici, which has its own for connecting. */
const isTimeout = (failure: unknown): boolean => /_TIMEOUT$|^ETIMEDOUT$/.test((failure as NodeJS.ErrnoException | undefined)?.code ?? '');

/** An answer counts by its body: a GraphQL error may come with any status, an HTML page never does. */
function parseBody({ status, body }: RawAnswer, subgraph: string): unknown {
  // Where it leads, nobody was asked to look.
  if (status >= 300 && status < 400) throw invalidAnswer('redirect', { subgraph, status });
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
  if (status >= 200 && status < 300) return invalidAnswer('no-answer', { subgraph }, cause);
  return new EndpointFailure('status', { subgraph, status }, { cause });
}

import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { SubgraphInvalidAnswer, SubgraphUnavailable } from '@health-graph/errors';
import { trustHeader } from '@health-graph/subgraph-kit';
import { type Endpoint, type EndpointRequest, endpointName, endpointsByName } from '../endpoints.ts';
import type { SentBy } from '../subgraph-client.ts';
import { readEvents } from './read-events.ts';

/** Streams of events from subgraphs. */
export interface SourceStreams {
  /**
   * Settles when the subgraph listens. An event is read when it is asked for, so that a slow reader slows the subgraph down.
   * Rejects, or throws later, with `SubgraphUnavailable` when there is no stream, or it broke off.
   */
  open(request: EndpointRequest, by: SentBy, signal: AbortSignal): Promise<AsyncIterable<unknown>>;
  /** Where a request would go. */
  urlOf(request: EndpointRequest): string;
}

export interface SourceStreamsOptions {
  readonly endpoints: readonly Endpoint[];
  /** For a stream to begin. */
  readonly timeoutMs: number;
  /** One event at most. */
  readonly answerBytes: number;
}

/** Subgraphs send something every 15 s; one that is silent for so long is gone, whatever its socket says. */
const silenceMs = 45_000;

/** Connections end with their streams. `agent: false` would do the same, with an agent of its own for each. */
const agents = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) };

/**
 * A connection for each stream, which is given up with it: streams last, and must not take the places of fetches in a pool.
 */
export function createSourceStreams({ endpoints, timeoutMs, answerBytes }: SourceStreamsOptions): SourceStreams {
  const byName = endpointsByName(endpoints);
  const endpointOf = (request: EndpointRequest): Endpoint => {
    const endpoint = byName.get(endpointName(request));
    if (endpoint === undefined) throw new Error('A stream is asked of an endpoint that there is not.');
    return endpoint;
  };
  return {
    urlOf: (request) => endpointOf(request).url,
    open: async (request, by, signal) => {
      const endpoint = endpointOf(request);
      const attempt = (): Promise<IncomingMessage> => post({ endpoint, request, by, signal, timeoutMs });
      let response = await attempt();
      // A subgraph that started again has other keys.
      if (response.statusCode === 401 && (await by.signer?.renew(endpoint.name))) {
        response.destroy();
        response = await attempt();
      }
      if (response.statusCode !== 200 || response.headers['content-type']?.startsWith('text/event-stream') !== true) {
        response.destroy();
        throw unavailable(request, { status: response.statusCode ?? 0 });
      }
      response.socket.setTimeout(silenceMs, () => response.destroy(new Error('The subgraph is silent.')));
      return eventsOf(response, request, answerBytes, signal);
    },
  };
}

interface Opening {
  readonly endpoint: Endpoint;
  readonly request: EndpointRequest;
  readonly by: SentBy;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

async function post({ endpoint: { name, url }, request, by, signal, timeoutMs }: Opening): Promise<IncomingMessage> {
  const { pathname, search, protocol } = new URL(url);
  const { signer } = by;
  const proof = signer === undefined ? {} : { [trustHeader]: await signer.sign(name, pathname + search, request.body) };
  const headers = { ...by.headers, ...proof, 'content-type': 'application/json', accept: 'text/event-stream' };
  const isSecure = protocol === 'https:';
  const send = isSecure ? requestHttps : requestHttp;
  const agent = isSecure ? agents.https : agents.http;
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = send(url, { method: 'POST', headers, agent, signal, timeout: timeoutMs });
    sent.once('response', resolve);
    sent.once('timeout', () => sent.destroy(new Error('The subgraph did not begin to answer.')));
    sent.on('error', (cause) => reject(unavailable(request, {}, cause)));
    sent.end(request.body);
  });
}

async function* eventsOf(
  response: IncomingMessage,
  request: EndpointRequest,
  maximum: number,
  signal: AbortSignal,
): AsyncGenerator<unknown, void, undefined> {
  const { subgraph } = request;
  try {
    for await (const event of readEvents(response.setEncoding('utf8') as AsyncIterable<string>, maximum)) {
      if (event === 'complete') return;
      if (event === 'too large') throw new SubgraphInvalidAnswer('A subgraph sent more than is allowed.', { subgraph, limit: maximum });
      yield parsed(event.data, subgraph);
    }
  } catch (failure) {
    if (signal.aborted) return;
    throw failure instanceof SubgraphInvalidAnswer ? failure : unavailable(request, {}, failure);
  } finally {
    response.destroy();
  }
  if (!signal.aborted) throw unavailable(request);
}

function parsed(text: string, subgraph: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SubgraphInvalidAnswer('A subgraph sent an event that is no JSON.', { subgraph }, { cause });
  }
}

const unavailable = ({ subgraph }: EndpointRequest, details: Readonly<Record<string, number>> = {}, cause?: unknown): SubgraphUnavailable =>
  new SubgraphUnavailable(
    'The events of a subgraph broke off; some may have been missed.',
    { subgraph, ...details },
    cause === undefined ? {} : { cause },
  );

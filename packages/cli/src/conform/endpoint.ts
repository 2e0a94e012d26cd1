import { setTimeout as wait } from 'node:timers/promises';
import type { Caller } from '@health-graph/permissions';
import {
  createPeerKeys,
  createTrustSigner,
  publishedKeysAt,
  type TrustSignerOptions,
  trustHeader,
  trustKeysPath,
} from '@health-graph/subgraph-kit';
import type { KitGateway } from './kit-gateway.ts';

/** An answer of GraphQL, as far as the checks read it. */
export interface GraphAnswer {
  readonly status: number;
  readonly text: string;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly GraphFault[];
  readonly audit: unknown;
}

export interface GraphFault {
  readonly code: string | undefined;
  readonly path: readonly (string | number)[];
}

/** How a request differs from what the gateway would send. */
export interface Signing {
  /** Absent: nobody signed in. */
  readonly caller?: Caller | undefined;
  /** Another name than the endpoint's. */
  readonly endpoint?: string;
  readonly path?: string;
  /** Milliseconds by which the clock goes ahead. */
  readonly aheadMs?: number;
  /** Another gateway's. */
  readonly keys?: TrustSignerOptions['keys'];
}

/** The endpoint under test, and the gateway's way to it. */
export interface Endpoint {
  readonly name: string;
  readonly url: string;
  get(path: string): Promise<{ readonly status: number; readonly text: string }>;
  sign(body: string, signing?: Signing): Promise<string>;
  /** Without a header: as anybody would. */
  post(body: string, header?: string): Promise<GraphAnswer>;
  /** Signed. */
  ask(query: string, signing?: Signing, variables?: object): Promise<GraphAnswer>;
  /** Codes of all errors met so far; an error without a code is `(none)`. */
  readonly codes: ReadonlySet<string>;
  /** Waits until a signed request is taken, as long as `patienceMs`: the endpoint asks for keys it does not know only every few seconds. */
  untilTrusted(patienceMs: number): Promise<boolean>;
}

const timeoutMs = 10_000;
const retryMs = 500;

export function endpointAt(url: string, name: string, gateway: KitGateway): Endpoint {
  const { origin, pathname, search } = new URL(url);
  const ownPath = pathname + search;
  const peer = createPeerKeys({ load: publishedKeysAt(`${origin}${trustKeysPath}`) });
  const codes = new Set<string>();
  let requests = 0;
  const sign: Endpoint['sign'] = (body, { caller, endpoint = name, path = ownPath, aheadMs = 0, keys = gateway.keys } = {}) => {
    const signer = createTrustSigner({ keys, now: () => Date.now() + aheadMs });
    requests += 1;
    const claims = { requestId: `conform-${requests}`, ...(caller && { caller }) };
    return signer(claims)({ endpoint, peer, method: 'POST', path, body });
  };
  const post: Endpoint['post'] = async (body, header) => {
    const headers = { 'content-type': 'application/json', ...(header !== undefined && { [trustHeader]: header }) };
    const response = await fetch(url, { method: 'POST', redirect: 'error', headers, body, signal: AbortSignal.timeout(timeoutMs) });
    const answer = answerOf(response.status, await response.text());
    for (const { code = '(none)' } of answer.errors) codes.add(code);
    return answer;
  };
  const ask: Endpoint['ask'] = async (query, signing, variables) => {
    const body = JSON.stringify({ query, ...(variables && { variables }) });
    return post(body, await sign(body, signing));
  };
  const isTrusted = async () => (await ask('{ __typename }').catch(() => undefined))?.status === 200;
  return {
    name,
    url,
    sign,
    post,
    ask,
    codes,
    get: async (path) => {
      const response = await fetch(new URL(path, origin), { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
      return { status: response.status, text: await response.text() };
    },
    untilTrusted: async (patienceMs) => {
      const until = Date.now() + patienceMs;
      while (!(await isTrusted())) {
        if (Date.now() >= until) return false;
        await wait(retryMs);
        await peer.refresh().catch(() => undefined);
      }
      return true;
    },
  };
}

function answerOf(status: number, text: string): GraphAnswer {
  const { data, errors, extensions } = objectIn(text);
  return {
    status,
    text,
    ...(data === undefined ? {} : { data: data as GraphAnswer['data'] & object }),
    errors: Array.isArray(errors) ? errors.map(faultOf) : [],
    audit: (extensions as { audit?: unknown } | null | undefined)?.audit,
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

function faultOf(error: unknown): GraphFault {
  const { path, extensions } = (error ?? {}) as { path?: unknown; extensions?: { code?: unknown } | null };
  const code = extensions?.code;
  return { code: typeof code === 'string' ? code : undefined, path: Array.isArray(path) ? path : [] };
}

/** What was seen, in a few words: `200 FORBIDDEN, data`. */
export const inShort = ({ status, errors, data }: GraphAnswer): string =>
  `${status}${errors
    .map(({ code = 'an error without a code' }) => ` ${code}`)
    .slice(0, 3)
    .join('')}${data ? ', with data' : ''}`;

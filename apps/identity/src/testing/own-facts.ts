import type { Caller } from '@health-graph/permissions';
import {
  createPeerKeys,
  createTrustKeyRing,
  createTrustSigner,
  publishedKeysAt,
  trustHeader,
  trustKeysPath,
} from '@health-graph/subgraph-kit';
import { type Answer, type OpenSubgraph, openSubgraph, type ReadStream, readEventStream } from '@health-graph/subgraph-kit/testing';
import { serve } from '../serve.ts';
import { type IdentityStore, openStore } from '../store/identity-store.ts';

/** Identity as it runs: the real policy table, and its own facts about the accounts of its store. */
export interface OwnFacts {
  readonly subgraph: OpenSubgraph<IdentityStore>;
  /** As the gateway asks for a caller; undefined: nobody signed in. */
  readonly ask: (caller: Caller | undefined, query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answer>;
  /** Opens a stream of events, in the same way. */
  readonly listen: (caller: Caller | undefined, query: string) => Promise<ReadStream>;
  /** Moves the clock. */
  passes(minutes: number): void;
}

export async function openWithOwnFacts(moment: string): Promise<OwnFacts> {
  const keys = createTrustKeyRing();
  const signer = createTrustSigner({ keys });
  let now = Date.parse(moment);
  const subgraph = await openSubgraph({
    name: 'identity',
    openStore,
    permissions: 'enforced',
    serve: (store, { factsOf: _factsOfTests, ...config }) =>
      serve(store, { ...config, trust: { gatewayKeys: async () => keys.published() } }, { now: () => now }),
  });
  const { origin, pathname } = new URL(subgraph.url);
  const peer = createPeerKeys({ load: publishedKeysAt(`${origin}${trustKeysPath}`) });
  let requests = 0;
  const signed = async (caller: Caller | undefined, body: string): Promise<Record<string, string>> => {
    requests += 1;
    const sign = signer({ requestId: `request-${requests}`, ...(caller && { caller }) });
    return { [trustHeader]: await sign({ endpoint: 'identity', peer, method: 'POST', path: pathname, body }) };
  };
  return {
    subgraph,
    passes: (minutes) => {
      now += minutes * 60_000;
    },
    ask: async (caller, query, variables = {}) => {
      const body = JSON.stringify({ query, variables });
      const headers = { 'content-type': 'application/json', ...(await signed(caller, body)) };
      const response = await fetch(subgraph.url, { method: 'POST', headers, body });
      return (await response.json()) as Answer;
    },
    listen: async (caller, query) => {
      const body = JSON.stringify({ query });
      return readEventStream(subgraph.url, body, await signed(caller, body));
    },
  };
}

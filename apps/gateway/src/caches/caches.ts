import type { SubgraphClient } from '../subgraph-client.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import { type AnswerCache, createAnswerCache } from './answer-cache.ts';
import { cachedClient } from './entity-cache.ts';
import { readPublicData } from './public-data.ts';
import type { CacheObserver, SharedCache } from './shared-cache.ts';

export interface CachesOptions {
  readonly version: string;
  readonly supergraph: LoadedSupergraph;
  /** Absent: nothing is kept. */
  readonly cache: SharedCache | undefined;
  readonly observe: CacheObserver;
}

/** The caches of one version of the graph. */
export interface Caches {
  readonly answers: AnswerCache | undefined;
  client(client: SubgraphClient): SubgraphClient;
}

/** Where nothing may be shared, nothing stands in the way of a request. */
export function openCaches({ version, supergraph, cache, observe }: CachesOptions): Caches {
  const publicData = cache && readPublicData(supergraph);
  if (cache === undefined || publicData === undefined) return { answers: undefined, client: (client) => client };
  const options = { version, publicData, cache, observe };
  return { answers: createAnswerCache(options), client: (client) => cachedClient(client, options) };
}

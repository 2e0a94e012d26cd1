import type { PublishedKeys } from '@health-graph/subgraph-kit';
import { getProtectedObject } from '../protected-json.ts';

/** How the trust keys of a subgraph are fetched: from the origin that its GraphQL is at. */
export function endpointKeys(url: string): () => Promise<PublishedKeys> {
  const keysUrl = new URL('/trust/keys', url).href;
  return async () => {
    const { current, keys } = await getProtectedObject(keysUrl);
    if (typeof current !== 'string' || !Array.isArray(keys)) throw new Error('The subgraph publishes no keys.');
    return { current, keys: keys.map(publishedKey) };
  };
}

function publishedKey(key: unknown): PublishedKeys['keys'][number] {
  const { kid, x } = (key ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof kid !== 'string' || typeof x !== 'string') throw new Error('The subgraph publishes a key that is none.');
  return { kid, x };
}

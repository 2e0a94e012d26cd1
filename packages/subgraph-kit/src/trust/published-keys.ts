import { getProtectedObject } from '../protected-json.ts';
import type { PublishedKeys } from './key-pair.ts';

/** Fetches what a peer publishes at `url`, over TLS or on this machine: who can change that answer is the peer. */
export const publishedKeysAt = (url: string) => async (): Promise<PublishedKeys> => {
  const { current, keys } = await getProtectedObject(url);
  if (typeof current !== 'string' || !Array.isArray(keys)) throw new Error('The peer published something else than keys.');
  return { current, keys: keys.map(publishedKey) };
};

/** Each key is checked where it is used. */
function publishedKey(key: unknown): PublishedKeys['keys'][number] {
  const { kid, x } = (typeof key === 'object' && key !== null ? key : {}) as { readonly kid?: unknown; readonly x?: unknown };
  if (typeof kid !== 'string' || typeof x !== 'string') throw new Error('The peer published something else than keys.');
  return { kid, x };
}

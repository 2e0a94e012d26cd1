import type { PublishedKeys } from './key-pair.ts';

const timeoutMs = 2_000;
const maxBytes = 16_384;

/** Fetches what a peer publishes at `url`. Redirects are refused: keys come from who was configured, and from nobody it points to. */
export const publishedKeysAt = (url: string) => async (): Promise<PublishedKeys> => {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs), headers: { accept: 'application/json' } });
  const text = await response.text();
  if (response.status !== 200 || text.length > maxBytes) throw new Error('The peer did not publish its keys.');
  return keysIn(JSON.parse(text));
};

/** What of it can be read; each key is checked where it is used. */
function keysIn(value: unknown): PublishedKeys {
  const { current, keys } = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly current?: unknown;
    readonly keys?: unknown;
  };
  if (typeof current !== 'string' || !Array.isArray(keys)) throw new Error('The peer published something else than keys.');
  const published = keys.map((key: unknown) => {
    const { kid, x } = (typeof key === 'object' && key !== null ? key : {}) as { readonly kid?: unknown; readonly x?: unknown };
    if (typeof kid !== 'string' || typeof x !== 'string') throw new Error('The peer published something else than keys.');
    return { kid, x };
  });
  return { current, keys: published };
}

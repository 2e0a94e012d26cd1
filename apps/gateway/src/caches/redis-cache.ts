import type { RedisClientType } from 'redis';
import { within } from '../redis/within.ts';
import type { CachedText } from './byte-cache.ts';

/** What replicas share. It never fails: what cannot be had is not there. */
export interface RemoteCache {
  get(keys: readonly string[]): Promise<readonly (CachedText | undefined)[]>;
  /** Waits for nothing. */
  set(entries: readonly (readonly [key: string, value: CachedText])[]): void;
}

const prefix = 'health-graph:cache:';
/** Longer than that, a subgraph would have answered. */
const waitMs = 100;
/** After a failure nothing is asked for so long, so that a server that hangs costs one wait and not one for each request. */
const pauseMs = 1_000;

export function redisCache(client: RedisClientType, now: () => number): RemoteCache {
  let pausedUntil = 0;
  const pause = (): void => {
    pausedUntil = now() + pauseMs;
  };
  const isThere = (): boolean => client.isReady && now() >= pausedUntil;
  return {
    get: async (keys) => {
      const nothing = keys.map(() => undefined);
      if (keys.length === 0 || !isThere()) return nothing;
      try {
        const found = await within(client.mGet(keys.map((key) => prefix + key)), waitMs);
        return found.map((text) => (text === null ? undefined : read(text)));
      } catch {
        pause();
        return nothing;
      }
    },
    set: (entries) => {
      if (entries.length === 0 || !isThere()) return;
      const batch = client.multi();
      for (const [key, { text, expiresAt }] of entries)
        batch.set(prefix + key, `${expiresAt}:${text}`, { expiration: { type: 'PXAT', value: expiresAt } });
      batch.execAsPipeline().catch(pause);
    },
  };
}

function read(text: string): CachedText | undefined {
  const end = text.indexOf(':');
  const expiresAt = Number(text.slice(0, end));
  // Redis forgets in time; nothing is kept longer than it would.
  return end > 0 && expiresAt > 0 ? { text: text.slice(end + 1), expiresAt } : undefined;
}

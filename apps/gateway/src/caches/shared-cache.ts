import type { RedisClientType } from 'redis';
import { type CachedText, createByteCache } from './byte-cache.ts';
import { redisCache } from './redis-cache.ts';

/** What was told before, as an object of the reader's own. */
export interface CachedValue {
  readonly value: unknown;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Public data, kept as text, so that nobody can change what others read. */
export interface SharedCache {
  get(keys: readonly string[]): Promise<readonly (CachedValue | undefined)[]>;
  /** May be told to others for so many seconds. */
  set(entries: readonly (readonly [key: string, text: string])[], seconds: number): void;
}

/** Told of each look into a cache. */
export type CacheObserver = (kind: 'answer' | 'entity', isHit: boolean) => void;

export interface SharedCacheOptions {
  /** In this process. */
  readonly bytes: number;
  /** Shared by replicas; absent: each has its own. */
  readonly redis?: RedisClientType | undefined;
  readonly now?: () => number;
}

/** This process first, then Redis: what is found there is kept here, too. */
export function createSharedCache({ bytes, redis, now = Date.now }: SharedCacheOptions): SharedCache {
  const local = createByteCache(bytes, now);
  const remote = redis && redisCache(redis, now);
  return {
    get: async (keys) => {
      const found = keys.map((key) => local.get(key));
      if (remote === undefined || found.every((one) => one !== undefined)) return found.map(parsed);
      const missing = keys.filter((_, index) => found[index] === undefined);
      const fetched = new Map((await remote.get(missing)).map((value, index) => [missing[index] ?? '', value]));
      for (const [key, value] of fetched) if (value !== undefined) local.set(key, value);
      return keys.map((key, index) => parsed(found[index] ?? fetched.get(key)));
    },
    set: (entries, seconds) => {
      const expiresAt = now() + seconds * 1_000;
      const kept = entries.map(([key, text]) => [key, { text, expiresAt }] as const);
      for (const [key, value] of kept) local.set(key, value);
      remote?.set(kept);
    },
  };
}

/** What is no JSON was not written by a gateway, and is not there. */
function parsed(cached: CachedText | undefined): CachedValue | undefined {
  if (cached === undefined) return undefined;
  try {
    return { value: JSON.parse(cached.text), expiresAt: cached.expiresAt };
  } catch {
    return undefined;
  }
}

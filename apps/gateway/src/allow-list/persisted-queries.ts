import type { RedisClientType } from 'redis';
import { createSharedCache } from '../caches/shared-cache.ts';
import { operationId } from './operation-id.ts';

/** As Apollo Server keeps what clients send once and name later. */
export interface PersistedQueries {
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Where only registered operations run, no client teaches the gateway any. */
export const keepsNothing: PersistedQueries = { get: async () => undefined, set: async () => undefined, delete: async () => undefined };

const bytes = 16_777_216;
const seconds = 86_400;

/** Automatic persisted queries, shared by replicas where there is Redis. What is lost, a client sends again. */
export function persistedQueries(redis: RedisClientType | undefined): PersistedQueries {
  const cache = createSharedCache({ bytes, redis });
  return {
    get: async (key) => {
      const [found] = await cache.get([key]);
      // The key is the hash: nobody who writes to Redis can lend it to another text.
      return typeof found?.value === 'string' && key.endsWith(operationId(found.value)) ? found.value : undefined;
    },
    set: async (key, text) => cache.set([[key, JSON.stringify(text)]], seconds),
    delete: async () => undefined, // Apollo Server never does.
  };
}

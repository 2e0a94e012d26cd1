import { InvalidConfiguration } from '@health-graph/errors';
import { createClient, type RedisClientType } from 'redis';
import { within } from './within.ts';

/** What replicas of a gateway share; everything in it can be lost. */
export interface SharedRedis {
  readonly client: RedisClientType;
  close(): Promise<void>;
}

const connectTimeoutMs = 2_000;
const closeTimeoutMs = 1_000;

/**
 * Connects, and goes on connecting by itself when the server goes away: commands fail at once meanwhile, instead of waiting in a queue.
 * @throws {InvalidConfiguration} when there is no server to begin with: a wrong address must not look like a server that is away
 */
export async function connectRedis(url: string): Promise<SharedRedis> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: connectTimeoutMs, reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 5_000) },
  });
  client.on('error', () => undefined); // Each command tells of it; without a listener the process would end.
  try {
    await within(client.connect(), connectTimeoutMs);
  } catch (cause) {
    client.destroy();
    throw new InvalidConfiguration('There is no Redis server at this address.', { setting: 'redisUrl' }, { cause });
  }
  return {
    client: client as unknown as RedisClientType,
    close: async () => {
      // It waits for what was asked, which a server that hangs never answers.
      if (client.isReady) await within(client.close(), closeTimeoutMs).catch(() => undefined);
      if (client.isOpen) client.destroy();
    },
  };
}

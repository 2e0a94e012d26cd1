import { InvalidConfiguration } from '@health-graph/errors';
import { createClient, type RedisClientType } from 'redis';

/** What replicas of a gateway share; everything in it can be lost. */
export interface SharedRedis {
  readonly client: RedisClientType;
  close(): Promise<void>;
}

const connectTimeoutMs = 2_000;

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
    await Promise.race([client.connect(), late()]);
  } catch (cause) {
    client.destroy();
    throw new InvalidConfiguration('There is no Redis server at this address.', { setting: 'redisUrl' }, { cause });
  }
  return {
    client: client as unknown as RedisClientType,
    close: async () => {
      if (client.isReady) await client.close();
      else client.destroy();
    },
  };
}

const late = () =>
  new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('The server did not answer.')), connectTimeoutMs).unref();
  });

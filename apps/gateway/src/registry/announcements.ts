import { connectRedis } from '../redis/connect-redis.ts';

/** Tells all replicas that another supergraph is served; who misses it finds out at its next look. */
export interface Announcements {
  announce(): void;
  /** Gives the function that stops to listen. */
  listen(listener: () => void): () => void;
  close(): Promise<void>;
}

const channel = 'health-graph:registry';

/** Within this process; with a Redis server in all that share it. */
export async function openAnnouncements(redisUrl: string | undefined): Promise<Announcements> {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const shared = redisUrl === undefined ? undefined : await openChannel(redisUrl, tell);
  return {
    announce: () => {
      tell();
      shared?.announce();
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => shared?.close(),
  };
}

/** A connection that is subscribed can send nothing else. */
async function openChannel(url: string, tell: () => void) {
  const [sender, receiver] = await Promise.all([connectRedis(url), connectRedis(url)]);
  await receiver.client.subscribe(channel, tell);
  return {
    announce: () => void sender.client.publish(channel, '').catch(() => undefined), // The others look by themselves.
    close: async (): Promise<void> => void (await Promise.all([sender.close(), receiver.close()])),
  };
}

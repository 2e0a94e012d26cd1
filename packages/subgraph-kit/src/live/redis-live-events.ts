import { SubgraphUnavailable } from '@health-graph/errors';
import { createClient } from 'redis';
import { type LiveEvent, type LiveEvents, liveChannels } from './live-events.ts';

export interface RedisLiveEventsOptions {
  /** `redis://...` */
  readonly url: string;
  /** The subgraph's name: its replicas share channels, and nobody else does. */
  readonly name: string;
}

/** One channel that some stream listens to. */
interface Hearing {
  readonly hear: (text: string) => void;
  /** Settles when Redis knows of it. */
  readonly isHeard: Promise<void>;
}

/**
 * Between the replicas of a subgraph. While Redis is away events cannot be heard, so that all subscriptions end with an error: their readers ask
 * for what there is now, and subscribe again, instead of waiting for what will not come.
 * Rejects when Redis does not answer.
 */
export async function redisLiveEvents({ url, name }: RedisLiveEventsOptions): Promise<LiveEvents> {
  const channels = liveChannels();
  const lost = (): void =>
    channels.endAll(new SubgraphUnavailable('Live events broke off; some may have been missed.', { subgraph: name }));
  let isStarted = false;
  const reconnectStrategy = (retries: number): number | false => isStarted && Math.min(50 * 2 ** Math.min(retries, 6), 2_000);
  const publisher = createClient({ url, disableOfflineQueue: true, socket: { connectTimeout: 5_000, reconnectStrategy } });
  const listener = publisher.duplicate();
  publisher.on('error', () => undefined); // It connects again by itself; who publishes meanwhile is told.
  listener.on('error', lost);
  listener.on('reconnecting', lost);
  try {
    await Promise.all([publisher.connect(), listener.connect()]);
    isStarted = true;
  } catch (failure) {
    publisher.destroy();
    listener.destroy();
    throw failure;
  }
  const keyOf = (channel: string): string => `health-graph:live:${name}:${channel}`;
  const heard = new Map<string, Hearing>();
  const leave = (channel: string): void => {
    const hearing = heard.get(channel);
    heard.delete(channel);
    if (hearing !== undefined && listener.isReady) listener.unsubscribe(keyOf(channel), hearing.hear).catch(() => undefined);
  };
  const hearingOf = (channel: string): Hearing => {
    const hear = (text: string): void => {
      // After a break the library subscribes again what was left meanwhile.
      if (heard.get(channel) === hearing) channels.deliver(channel, JSON.parse(text) as LiveEvent);
    };
    const hearing: Hearing = { hear, isHeard: listener.subscribe(keyOf(channel), hear) };
    return hearing;
  };
  return {
    publish: async (channel, event) => {
      await publisher.publish(keyOf(channel), JSON.stringify(event));
    },
    subscribe: async (channel) => {
      if (!listener.isReady) throw new SubgraphUnavailable('Live events cannot be heard now.', { subgraph: name });
      const events = channels.listen(channel, () => leave(channel));
      const hearing = heard.get(channel) ?? hearingOf(channel);
      heard.set(channel, hearing);
      await hearing.isHeard.catch(async (failure: unknown) => {
        await events.return?.();
        throw failure;
      });
      return events;
    },
    close: async () => {
      channels.endAll();
      listener.destroy();
      publisher.destroy();
    },
  };
}

import type { SubgraphConfig } from '../start-subgraph.ts';
import { type LiveEvents, memoryLiveEvents } from './live-events.ts';

/** Between the replicas of a subgraph where Redis is named, else within this process. Rejects when Redis does not answer. */
export async function openLiveEvents(name: string, { redisUrl }: Pick<SubgraphConfig, 'redisUrl'>): Promise<LiveEvents> {
  if (redisUrl === undefined) return memoryLiveEvents();
  // Loaded only where it is asked for.
  const { redisLiveEvents } = await import('./redis-live-events.ts');
  return redisLiveEvents({ url: redisUrl, name });
}

import type { LiveEvents } from '@health-graph/subgraph-kit';

/** What is told of an emergency access: whoever listens loads the record, as they may see it. */
export interface BreakGlassOpened {
  readonly id: string;
}

/** Emergency accesses at the moment they are opened, in all replicas. */
export interface BreakGlassChannel {
  /** After the record is written. The access holds whether or not it could be told: it waits for its review in the list. */
  tell(opened: BreakGlassOpened): Promise<void>;
  listen(): Promise<AsyncIterableIterator<BreakGlassOpened>>;
}

const channel = 'breakGlassOpened';

/** @param onUntold told of each access that other replicas could not be told of */
export const breakGlassChannel = (live: LiveEvents, onUntold: (failure: unknown) => void): BreakGlassChannel => ({
  tell: ({ id }) => live.publish(channel, { id }).catch(onUntold),
  listen: () => live.subscribe(channel) as Promise<AsyncIterableIterator<BreakGlassOpened>>,
});

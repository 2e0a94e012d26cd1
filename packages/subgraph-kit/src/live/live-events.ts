import { RateLimited } from '@health-graph/errors';

/** What happened, by ids only: whoever hears of it loads the record, with the permissions of its own caller. */
export type LiveEvent = Readonly<Record<string, string>>;

/**
 * Tells the streams of all replicas of one subgraph what happened, now; nothing is kept for who comes later. A change is told after it is
 * committed, and a crash in between loses the telling, never the change.
 */
export interface LiveEvents {
  /** Rejects when other replicas could not be told. */
  publish(channel: string, event: LiveEvent): Promise<void>;
  /** Everything that is published from the time this settles. It throws when events may have been missed. */
  subscribe(channel: string): Promise<AsyncIterableIterator<LiveEvent>>;
  /** Ends all subscriptions. */
  close(): Promise<void>;
}

/** More than a reader who reads at all has waiting. */
const maxWaiting = 1_000;

/** Within one process. */
export function memoryLiveEvents(): LiveEvents {
  const channels = liveChannels();
  return {
    publish: async (channel, event) => channels.deliver(channel, event),
    subscribe: async (channel) => channels.listen(channel),
    close: async () => channels.endAll(),
  };
}

/** The listeners of one process. */
export interface LiveChannels {
  deliver(channel: string, event: LiveEvent): void;
  /** @param onEmpty called when the last listener of this channel left */
  listen(channel: string, onEmpty?: () => void): AsyncIterableIterator<LiveEvent>;
  count(channel: string): number;
  endAll(failure?: Error): void;
}

interface Listener {
  push(event: LiveEvent): void;
  end(failure?: Error): void;
}

export function liveChannels(): LiveChannels {
  const listeners = new Map<string, Set<Listener>>();
  return {
    deliver: (channel, event) => {
      for (const listener of listeners.get(channel) ?? []) listener.push(event);
    },
    listen: (channel, onEmpty) => {
      const others = listeners.get(channel) ?? new Set<Listener>();
      listeners.set(channel, others);
      const { listener, iterator } = createListener(() => {
        others.delete(listener);
        if (others.size > 0) return;
        listeners.delete(channel);
        onEmpty?.();
      });
      others.add(listener);
      return iterator;
    },
    count: (channel) => listeners.get(channel)?.size ?? 0,
    endAll: (failure) => {
      for (const listener of [...listeners.values()].flatMap((all) => [...all])) listener.end(failure);
    },
  };
}

/** What was published and not yet taken waits, up to a bound; behind it the listener has missed something, and is told so. */
function createListener(leave: () => void): { readonly listener: Listener; readonly iterator: AsyncIterableIterator<LiveEvent> } {
  const waiting: LiveEvent[] = [];
  let ended: { readonly failure?: Error | undefined } | undefined;
  let next: PromiseWithResolvers<IteratorResult<LiveEvent>> | undefined;
  const end = (failure?: Error): void => {
    if (ended !== undefined) return;
    ended = { failure };
    waiting.length = 0;
    leave();
    if (failure === undefined) next?.resolve({ value: undefined, done: true });
    else next?.reject(failure);
  };
  const push = (event: LiveEvent): void => {
    if (next !== undefined) {
      next.resolve({ value: event, done: false });
      next = undefined;
    } else if (waiting.length < maxWaiting) waiting.push(event);
    else end(new RateLimited('Events came faster than they were read.', { limit: maxWaiting }));
  };
  const iterator: AsyncIterableIterator<LiveEvent> = {
    next: () => {
      const value = waiting.shift();
      if (value !== undefined) return Promise.resolve({ value, done: false });
      if (ended?.failure !== undefined) return Promise.reject(ended.failure);
      if (ended !== undefined) return Promise.resolve({ value: undefined, done: true });
      next = Promise.withResolvers();
      return next.promise;
    },
    return: async () => {
      end();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return { listener: { push, end }, iterator };
}

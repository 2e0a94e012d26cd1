import { hasRedis, startRedis } from '@health-graph/subgraph-kit/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SupergraphText } from '../hot-swap/supergraph-source.ts';
import { openAnnouncements } from './announcements.ts';
import { registrySource } from './registry-source.ts';
import type { Active, SupergraphVersion } from './store/registry-documents.ts';

const never = 1_000_000;
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A store of which tests say what is served. */
function aStore() {
  let active: Active = { version: 1, sequence: 1 };
  let isAway = false;
  return {
    serve: (version: number) => {
      active = { version, sequence: active.sequence + 1 };
    },
    setAway: (away: boolean) => {
      isAway = away;
    },
    active: async () => {
      if (isAway) throw new Error('The store is away.');
      return active;
    },
    supergraph: async (version: number) => ({ version, sdl: `sdl ${version}` }) as SupergraphVersion,
  };
}

async function followed(store: ReturnType<typeof aStore>, options: { readonly everyMs?: number; readonly redisUrl?: string } = {}) {
  const announcements = await openAnnouncements(options.redisUrl);
  const source = registrySource({ store, announcements, everyMs: options.everyMs ?? never });
  const told: string[] = [];
  const waiting: (() => void)[] = [];
  const note = (what: string): void => {
    told.push(what);
    waiting.shift()?.();
  };
  const first = await source.current();
  stops.push(announcements.close, source.onChange({ changed: ({ sdl }: SupergraphText) => note(sdl), failed: () => note('failed') }));
  const next = async (): Promise<string | undefined> => {
    if (told.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return told.shift();
  };
  return { first, next, told, announce: announcements.announce };
}

describe('the source of a registry', () => {
  it('gives what is served, and tells a change that is announced', async () => {
    const store = aStore();
    const { first, next, announce } = await followed(store);

    store.serve(2);
    announce();

    expect(first.sdl).toBe('sdl 1');
    expect(await next()).toBe('sdl 2');
  });

  it('finds out by looking what nobody told, a roll-back too', async () => {
    const store = aStore();
    const { next } = await followed(store, { everyMs: 5 });

    store.serve(2);
    expect(await next()).toBe('sdl 2');
    store.serve(1);
    expect(await next()).toBe('sdl 1');
  });

  it('says once that the store is away, and goes on when it is back', async () => {
    const store = aStore();
    const { next, told } = await followed(store, { everyMs: 5 });

    store.setAway(true);
    expect(await next()).toBe('failed');
    store.serve(2);
    store.setAway(false);
    expect(await next()).toBe('sdl 2');
    expect(told).toEqual([]);
  });

  (hasRedis ? it : it.skip)('hears from another process through Redis', async () => {
    const redis = await startRedis();
    stops.push(redis.close);
    const store = aStore();
    const [here, there] = [await followed(store, { redisUrl: redis.url }), await followed(store, { redisUrl: redis.url })];

    store.serve(2);
    here.announce();

    expect(await Promise.all([here.next(), there.next()])).toEqual(['sdl 2', 'sdl 2']);
  });
});

import { hasRedis, startRedis, type TestRedis } from '@health-graph/subgraph-kit/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectRedis, type SharedRedis } from '../redis/connect-redis.ts';
import { hangingProxy } from '../redis/testing.ts';
import type { RunningGateway } from '../start.ts';
import { redisCache } from './redis-cache.ts';
import { ask, type CacheTest, startCacheTest } from './testing.ts';

const withRedis = hasRedis ? describe : describe.skip;
const unit = '{ unit(code: "1") { code name } }';
const homes = '{ people { home { name } } }';
const told = { data: { unit: { code: '1', name: 'unit 1' } } };

withRedis('caches of several replicas', () => {
  let redis: TestRedis;
  let reader: SharedRedis;
  let test: CacheTest;
  let one: RunningGateway;
  let other: RunningGateway;
  beforeEach(async () => {
    [redis, test] = await Promise.all([startRedis(), startCacheTest()]);
    reader = await connectRedis(redis.url);
    [one, other] = await Promise.all([test.gateway({ redisUrl: redis.url }), test.gateway({ redisUrl: redis.url })]);
  });
  afterEach(async () => {
    await test.close();
    await reader.close();
    await redis.close();
  });
  /** Settles when so many texts arrived. */
  const kept = async (count: number): Promise<void> => {
    while ((await reader.client.dbSize()) < count);
  };

  it('are one: what was told by one, the other tells without asking', async () => {
    expect(await ask(one, unit)).toEqual(told);
    const first = await ask(one, homes);
    await kept(3); // The answer, and two entities.

    expect(await ask(other, unit)).toEqual(told);
    expect(await ask(other, homes)).toEqual(first);
    expect(test.units.asked).toEqual([['root'], ['a', 'b', 'none'], ['none']]);
  });

  it('forget in time', async () => {
    await ask(one, unit);
    await kept(1);
    const [key = ''] = await reader.client.keys('*');

    expect(await reader.client.pTTL(key)).toBeGreaterThan(50_000);
    expect(await reader.client.pTTL(key)).toBeLessThanOrEqual(60_000);
  });

  it('take nothing for an answer that no gateway wrote', async () => {
    await ask(one, unit);
    await kept(1);
    const [key = ''] = await reader.client.keys('*');
    for (const garbage of ['', 'x', '1', '9999999999999:{', ':{}']) {
      await reader.client.set(key, garbage);
      expect(await ask(await test.gateway({ redisUrl: redis.url }), unit)).toEqual(told);
    }
  });

  it('cost speed and nothing else when Redis is lost', async () => {
    await ask(one, unit);
    await redis.kill();

    expect(await ask(one, unit)).toEqual(told);
    expect(await ask(other, unit)).toEqual(told);
    expect(await ask(other, homes)).toMatchObject({ data: { people: [{ home: { name: 'unit a' } }, {}, {}, {}] } });
    expect(test.units.asked).toHaveLength(3);
  });

  it('wait a moment for a Redis that hangs, and then ask nothing of it for a while', async () => {
    const proxy = await hangingProxy(redis.url);
    const [shared, gateway] = [await connectRedis(proxy.url), await test.gateway({ redisUrl: proxy.url })];
    let now = 0;
    const cache = redisCache(shared.client, () => now);
    proxy.hang();

    expect(await cache.get(['key'])).toEqual([undefined]);
    const taken = proxy.taken();
    expect(await cache.get(['key'])).toEqual([undefined]);
    cache.set([['key', { text: '1', expiresAt: 9e12 }]]);
    expect(proxy.taken()).toBe(taken);
    now = 1_001;
    expect(await cache.get(['key'])).toEqual([undefined]);
    expect(proxy.taken()).toBeGreaterThan(taken);
    expect(await ask(gateway, unit)).toEqual(told);

    await Promise.all([shared.close(), gateway.close()]);
    proxy.close();
  });
});

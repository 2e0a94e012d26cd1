import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../testing/free-port.ts';
import { hasRedis, startRedis, type TestRedis } from '../testing/test-redis.ts';
import { type LiveEvents, memoryLiveEvents } from './live-events.ts';
import { openLiveEvents } from './open-live-events.ts';

const opened: LiveEvents[] = [];
const kept = (live: LiveEvents): LiveEvents => {
  opened.push(live);
  return live;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((live) => live.close()));
});

/** What every implementation does. `replica` is another end of the same events. */
function itTellsWhatHappens(open: () => Promise<{ readonly live: LiveEvents; readonly replica: LiveEvents }>): void {
  it('tells each listener of a channel what is published from then on, in order', async () => {
    const { live, replica } = await open();
    await live.publish('opened', { id: 'before' });
    const listeners = [await live.subscribe('opened'), await replica.subscribe('opened')];
    const other = await live.subscribe('closed');

    await live.publish('opened', { id: '1' });
    await replica.publish('opened', { id: '2' });
    await live.publish('closed', { id: '3' });

    for (const listener of listeners) {
      const ids = [await listener.next(), await listener.next()].map(({ value }) => value?.['id']);
      expect(ids.toSorted()).toEqual(['1', '2']);
    }
    expect(await other.next()).toEqual({ value: { id: '3' }, done: false });
  });

  it('ends for a listener who leaves, also while it waits, and for all when it closes', async () => {
    const { live, replica } = await open();
    const [leaving, staying] = [await live.subscribe('opened'), await live.subscribe('opened')];
    const waiting = [leaving.next(), staying.next()];

    await leaving.return?.();
    await replica.publish('opened', { id: '1' });

    expect(await Promise.all(waiting)).toEqual([
      { value: undefined, done: true },
      { value: { id: '1' }, done: false },
    ]);
    const next = staying.next();
    await live.close();
    expect(await next).toEqual({ value: undefined, done: true });
  });

  it('fails for a listener who takes nothing, and for nobody else', async () => {
    const { live, replica } = await open();
    const [slow, quick] = [await live.subscribe('opened'), await live.subscribe('opened')];

    for (let number = 0; number <= 1_000; number++) {
      await replica.publish('opened', { id: String(number) });
      await quick.next();
    }

    await expect(slow.next()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await replica.publish('opened', { id: 'last' });
    expect((await quick.next()).value).toEqual({ id: 'last' });
  });
}

describe('live events within a process', () => {
  itTellsWhatHappens(async () => {
    const live = kept(memoryLiveEvents());
    return { live, replica: live };
  });
});

(hasRedis ? describe : describe.skip)('live events over Redis', () => {
  let redis: TestRedis;
  const openOne = async (name = 'identity') => kept(await openLiveEvents(name, { redisUrl: redis.url }));

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  itTellsWhatHappens(async () => ({ live: await openOne(), replica: await openOne() }));

  it('are not told to another subgraph', async () => {
    const [own, other] = [await openOne(), await openOne('pharmacy')];
    const events = await own.subscribe('opened');

    await other.publish('opened', { id: 'theirs' });
    await own.publish('opened', { id: 'ours' });

    expect((await events.next()).value).toEqual({ id: 'ours' });
  });

  it('fail for who listens when Redis goes, because events may be missed, and are heard again when it is back', async () => {
    const live = await openOne();
    const events = await live.subscribe('opened');
    const next = events.next();

    await redis.kill();

    await expect(next).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    await expect(live.subscribe('opened')).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    await expect(live.publish('opened', { id: '1' })).rejects.toThrow();
    await redis.restart();
    const again = await untilHeard(live);
    await live.publish('opened', { id: '2' });
    expect((await again.next()).value).toEqual({ id: '2' });
  });

  it('do not open where nobody answers', async () => {
    await expect(openLiveEvents('identity', { redisUrl: `redis://127.0.0.1:${await freePort()}` })).rejects.toThrow();
  });
});

/** The client connects again in its own time; who subscribes before is refused. */
async function untilHeard(live: LiveEvents) {
  for (;;) {
    const events = await live.subscribe('opened').catch(() => undefined);
    const isTold =
      events !== undefined &&
      (await live.publish('probe', {}).then(
        () => true,
        () => false,
      ));
    if (events !== undefined && isTold) return events;
    await new Promise(setImmediate);
  }
}

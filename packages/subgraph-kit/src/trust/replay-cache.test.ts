import { describe, expect, it } from '@jest/globals';
import { memoryReplayCache } from './replay-cache.ts';
import { testClock } from './testing.ts';

describe('the replay cache of one process', () => {
  it('knows what it saw for as long as a header can live', () => {
    const clock = testClock();
    const cache = memoryReplayCache({ now: clock.now });
    expect(cache.admit('a', 0)).toBe(true);

    for (let second = 0; second <= 11; second += 1) {
      expect(cache.admit('a', 0)).toBe(false);
      clock.advance(1_000);
    }
  });

  it('forgets after two generations, also when nothing came in between', () => {
    const clock = testClock();
    const cache = memoryReplayCache({ now: clock.now });
    cache.admit('a', 0);
    clock.advance(24_000);

    expect(cache.admit('a', 0)).toBe(true);
  });

  it('refuses when it is full, until old ones have expired', () => {
    const clock = testClock();
    const cache = memoryReplayCache({ now: clock.now, entries: 3 });
    expect(['a', 'b', 'c', 'd', 'e'].map((jti) => cache.admit(jti, 0))).toEqual([true, true, true, false, false]);

    clock.advance(24_000);

    expect(cache.admit('e', 0)).toBe(true);
  });
});

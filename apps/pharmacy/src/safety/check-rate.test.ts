import { describe, expect, it } from '@jest/globals';
import { createCheckRate } from './check-rate.ts';

function clock() {
  let at = 0;
  return {
    now: () => at,
    pass: (ms: number) => {
      at += ms;
    },
  };
}
const limited = (retryAfterSeconds: number) => expect.objectContaining({ code: 'RATE_LIMITED', details: { retryAfterSeconds } });
const taking = (times: number, take: () => void) => Array.from({ length: times }, take);

describe('the rate of checks', () => {
  it('allows a burst, then refuses and says how long to wait', () => {
    const { now, pass } = clock();
    const rate = createCheckRate({ burst: 3, refillMs: 60_000, now });
    taking(3, () => rate.take('a', 'p'));
    pass(15_000);

    expect(() => rate.take('a', 'p')).toThrow(limited(45));
  });

  it('allows one more for each time that passes, and never more than a burst', () => {
    const { now, pass } = clock();
    const rate = createCheckRate({ burst: 2, refillMs: 60_000, now });
    taking(2, () => rate.take('a', 'p'));
    pass(60_000);
    rate.take('a', 'p');
    pass(600_000);
    taking(2, () => rate.take('a', 'p'));

    expect(() => rate.take('a', 'p')).toThrow(limited(60));
  });

  it('does not count a refusal', () => {
    const { now, pass } = clock();
    const rate = createCheckRate({ burst: 1, refillMs: 60_000, now });
    rate.take('a', 'p');
    expect(() => rate.take('a', 'p')).toThrow(limited(60));
    pass(60_000);

    expect(() => rate.take('a', 'p')).not.toThrow();
  });

  it('counts each caller and each patient apart', () => {
    const rate = createCheckRate({ burst: 1, now: clock().now });
    rate.take('a', 'p');

    expect(() => rate.take('a', 'q')).not.toThrow();
    expect(() => rate.take('b', 'p')).not.toThrow();
    expect(() => rate.take('b', 'p')).toThrow(limited(180));
  });

  it('refuses when it cannot remember more, and forgets those that are full again', () => {
    const { now, pass } = clock();
    const rate = createCheckRate({ burst: 1, refillMs: 60_000, entries: 2, now });
    rate.take('a', 'p');
    rate.take('b', 'p');
    expect(() => rate.take('c', 'p')).toThrow(limited(60));
    pass(60_000);

    expect(() => rate.take('c', 'p')).not.toThrow();
  });
});

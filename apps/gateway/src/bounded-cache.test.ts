import { describe, expect, it } from '@jest/globals';
import { createBoundedCache } from './bounded-cache.ts';

describe('a bounded cache', () => {
  it('drops what was used longest ago', () => {
    const cache = createBoundedCache<number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');

    cache.set('c', 3);

    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
    expect(cache.size).toBe(2);
  });

  it('replaces a value without growing', () => {
    const cache = createBoundedCache<number>(2);

    for (let value = 0; value < 5; value++) cache.set('a', value);

    expect(cache.get('a')).toBe(4);
    expect(cache.size).toBe(1);
  });
});

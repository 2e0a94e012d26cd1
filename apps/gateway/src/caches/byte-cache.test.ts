import { describe, expect, it } from '@jest/globals';
import { createByteCache } from './byte-cache.ts';

const text = (letter: string, length = 100) => ({ text: letter.repeat(length), expiresAt: 1_000 });

describe('a cache of bytes', () => {
  it('keeps what was used last, within its bound', () => {
    const cache = createByteCache(4_000, () => 0);
    for (let index = 0; index < 200; index++) {
      cache.get('first');
      cache.set(index === 0 ? 'first' : `key ${index}`, text('x'));

      expect(cache.bytes).toBeLessThanOrEqual(4_000);
    }

    expect(cache.get('first')).toEqual(text('x'));
    expect(cache.get('key 199')).toEqual(text('x'));
    expect(cache.get('key 100')).toBeUndefined();
  });

  it('forgets when the time is over, and gives the room back', () => {
    let now = 0;
    const cache = createByteCache(4_000, () => now);
    cache.set('key', text('x'));
    now = 1_000;

    expect(cache.get('key')).toBeUndefined();
    expect(cache.bytes).toBe(0);
  });

  it('counts what replaces something once', () => {
    const cache = createByteCache(4_000, () => 0);
    cache.set('key', text('x'));
    const { bytes } = cache;
    cache.set('key', text('y'));

    expect(cache.bytes).toBe(bytes);
    expect(cache.get('key')).toEqual(text('y'));
  });

  it('does not give up everything for one large text', () => {
    const cache = createByteCache(4_000, () => 0);
    cache.set('small', text('x'));
    cache.set('large', text('y', 1_000));

    expect(cache.get('small')).toEqual(text('x'));
    expect(cache.get('large')).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import { contentHash } from './content-hash.ts';

describe('contentHash', () => {
  it('does not change with the layout', () => {
    expect(contentHash('{ "a" :\r\n\t[1.0, "x y\\" z"] }')).toBe(contentHash('{"a":[1.0,"x y\\" z"]}'));
  });

  it.each(['{"a":[1,"x y\\" z"]}', '{"a":[1.0,"x  y\\" z"]}', '{"a":[1.0,"xy\\" z"]}', '{"b":[1.0,"x y\\" z"]}'])(
    'changes with the content: %s',
    (other) => {
      expect(contentHash(other)).not.toBe(contentHash('{"a":[1.0,"x y\\" z"]}'));
    },
  );

  it('is the same for a text of any size', () => {
    const large = JSON.stringify({ note: 'Hòa '.repeat(200_000), after: 1 });

    expect(contentHash(large)).toBe(contentHash(large.replace(',"after"', ' , "after"')));
    expect(contentHash('{}')).toBe(contentHash(' { }'));
  });
});

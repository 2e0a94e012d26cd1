import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from './json.ts';
import { compilePath } from './path-walker.ts';

const data = { a: [{ b: { id: 1 } }, null, { b: null }, { b: { id: 2 } }], deep: [[{ id: 3 }], [{ id: 4 }, null]] };

function collect(path: readonly string[]): readonly unknown[] {
  const found: JsonObject[] = [];
  compilePath(path).collect(data, found);
  return found.map(({ id }) => id);
}

describe('a path', () => {
  it('finds every object under it, past nulls', () => {
    expect(collect(['a', '@', 'b'])).toEqual([1, 2]);
  });

  it('goes through lists of lists', () => {
    expect(collect(['deep', '@', '@'])).toEqual([3, 4]);
  });

  it('finds nothing under a name that is not there', () => {
    expect(collect(['none', '@', 'b'])).toEqual([]);
    expect(collect(['constructor'])).toEqual([]);
  });

  it('tells the way to each object and what stands above it', () => {
    const places = compilePath(['a', '@', 'b']).places(data);

    expect(places.map(({ path }) => path)).toEqual([
      ['a', 0, 'b'],
      ['a', 3, 'b'],
    ]);
    expect(places[0]?.ancestors).toEqual([data, data.a[0]]);
  });

  it('finds the root by the empty path', () => {
    expect(compilePath([]).places(data)).toEqual([{ object: data, path: [], ancestors: [] }]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Document } from '../../bson/document.ts';
import { splitPath, visitPath } from './path.ts';

const visited = (document: Document, path: string, isWhole = false): unknown[] => {
  const seen: unknown[] = [];
  visitPath(document, splitPath(path), isWhole, (value, index) => {
    seen.push([value, index]);
    return false;
  });
  return seen;
};

/** MongoDB's own unit tests of its path iterator, as values with their place in the outermost array. */
describe('the walk along a path', () => {
  it.each<[string, Document, string, unknown[]]>([
    ['a scalar', { a: 5 }, 'a', [[5, undefined]]],
    ['a missing field, once', {}, 'a.b', [[undefined, undefined]]],
    ['a field of a scalar is missing', { a: 5 }, 'a.b', [[undefined, undefined]]],
    [
      'an array by element, then whole',
      { a: [5, 4] },
      'a',
      [
        [5, 0],
        [4, 1],
        [[5, 4], undefined],
      ],
    ],
    [
      'documents in an array',
      { a: [{ b: 5 }, 3, {}] },
      'a.b',
      [
        [5, 0],
        [undefined, 2],
      ],
    ],
    [
      'an array within an array of documents',
      { a: [{ b: [1] }] },
      'a.b',
      [
        [1, 0],
        [[1], 0],
      ],
    ],
    ['an empty array has no documents', { a: [] }, 'a.b', []],
    ['a place', { a: [5, 7, 3] }, 'a.1', [[7, undefined]]],
    ['a place that holds an array, as a whole', { a: [5, [2, 4], 3] }, 'a.1', [[[2, 4], undefined]]],
    [
      'a place and a field of that name',
      { a: [5, { 1: 4 }, 3] },
      'a.1',
      [
        [4, 1],
        [{ 1: 4 }, undefined],
      ],
    ],
    [
      'a field behind a place',
      { a: [5, { b: 4 }, 3] },
      'a.1.b',
      [
        [undefined, 1],
        [4, undefined],
      ],
    ],
    ['nested arrays are not passed through', { a: [[{ b: 1 }]] }, 'a.b', []],
    ['but a place in them is', { a: [[{ b: 1 }]] }, 'a.0.b', [[1, 0]]],
  ])('%s', (_name, document, path, seen) => {
    expect(visited(document, path)).toEqual(seen);
  });

  it('leaves an array at the end whole when told', () => {
    expect(visited({ a: [1, 2] }, 'a', true)).toEqual([[[1, 2], undefined]]);
  });
});

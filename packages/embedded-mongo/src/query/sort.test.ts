import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Document } from '../bson/document.ts';
import { parseCollation } from './collation.ts';
import { setMetadata } from './metadata.ts';
import { compileSort, compileSortKey } from './sort.ts';

const ids = (documents: readonly Document[], spec: unknown, collation?: Document): unknown[] =>
  [...documents].sort(compileSort(spec, parseCollation(collation))).map(({ _id }) => _id);

describe('a sort', () => {
  it.each<[string, Document, unknown[]]>([
    ['an empty array below null', { a: 1 }, [3, 2, 4, 1]],
    ['an empty array last, descending', { a: -1 }, [1, 2, 4, 3]],
  ])('puts %s', (_name, spec, order) => {
    const documents = [{ _id: 1, a: [1] }, { _id: 2, a: null }, { _id: 3, a: [] }, { _id: 4 }];

    expect(ids(documents, spec)).toEqual(order);
  });

  it('goes by a numbered place of an array', () => {
    expect(
      ids(
        [
          { _id: 1, a: [5, 1] },
          { _id: 2, a: [3, 9] },
        ],
        { 'a.0': 1 },
      ),
    ).toEqual([2, 1]);
    expect(
      ids(
        [
          { _id: 1, a: [5, 1] },
          { _id: 2, a: [3, 9] },
        ],
        { 'a.1': 1 },
      ),
    ).toEqual([1, 2]);
  });

  it('keeps the order of a Map', () => {
    const documents = [
      { _id: 1, a: 1, 0: 1 },
      { _id: 2, a: 0, 0: 2 },
    ];

    expect(
      ids(
        documents,
        new Map([
          ['a', 1],
          ['0', 1],
        ]),
      ),
    ).toEqual([2, 1]);
  });

  it('goes by collation', () => {
    expect(
      ids(
        [
          { _id: 1, a: 'đ' },
          { _id: 2, a: 'e' },
          { _id: 3, a: 'D' },
        ],
        { a: 1 },
        { locale: 'vi' },
      ),
    ).toEqual([3, 1, 2]);
  });

  it('goes by score, the best first', () => {
    const documents = [{ _id: 1 }, { _id: 2 }];
    for (const [index, document] of documents.entries()) setMetadata(document, { textScore: index });

    expect(ids(documents, { score: { $meta: 'textScore' } })).toEqual([2, 1]);
  });

  it('is the same by keys computed before', () => {
    const rows = fc.array(fc.record({ a: fc.oneof(fc.integer(), fc.array(fc.integer()), fc.constant(null)), b: fc.string() }));
    fc.assert(
      fc.property(rows, (documents) => {
        const spec = { a: -1, b: 1 };
        const { keys, compare } = compileSortKey(spec);
        const byKeys = documents.map((document) => ({ document, key: keys(document) })).sort((x, y) => compare(x.key, y.key));

        expect(byKeys.map(({ document }) => document)).toEqual([...documents].sort(compileSort(spec)));
      }),
    );
  });

  it.each<[string, unknown, number]>([
    ['no document', 5, 15973],
    ['a direction of 2', { a: 2 }, 15975],
    ['a direction of text', { a: 'asc' }, 15974],
    ['an empty path component', { 'a..b': 1 }, 15998],
    ['another expression than $meta', { a: { $add: [1] } }, 17312],
    ['unknown metadata', { a: { $meta: 'nope' } }, 31138],
  ])('refuses %s', (_name, spec, code) => {
    expect(() => compileSort(spec)).toThrow(expect.objectContaining({ code }));
  });
});

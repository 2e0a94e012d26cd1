import { describe, expect, it } from '@jest/globals';
import { inOrder, listLoader, loaderById, loaderByParent } from './loaders.ts';

describe('rows in order', () => {
  it('are null where there is none', () => {
    expect(inOrder(['b', 'x', 'a'], [{ id: 'a' }, { id: 'b' }], ({ id }) => id)).toEqual([{ id: 'b' }, null, { id: 'a' }]);
  });
});

describe('a loader by id', () => {
  it('asks once for all that are asked together, each id once', async () => {
    const calls: (readonly string[])[] = [];
    const loader = loaderById(async (ids) => {
      calls.push(ids);
      return [{ id: 'a' }];
    });

    expect(await Promise.all([loader.load('a'), loader.load('b'), loader.load('a')])).toEqual([{ id: 'a' }, null, { id: 'a' }]);
    expect(calls).toEqual([['a', 'b']]);
  });
});

describe('a loader by parent', () => {
  it('asks once for all parents, and refuses one alone', async () => {
    const calls: (readonly string[])[] = [];
    const loader = loaderByParent(async (ids: readonly string[]) => {
      calls.push(ids);
      return ids.map((id) => (id === 'b' ? new Error('refused') : { of: id }));
    });

    expect(await Promise.allSettled([loader.load('a'), loader.load('b'), loader.load('a')])).toMatchObject([
      { value: { of: 'a' } },
      { reason: { message: 'refused' } },
      { value: { of: 'a' } },
    ]);
    expect(calls).toEqual([['a', 'b']]);
  });
});

describe('a list loader', () => {
  it('asks once for all parents that ask alike, and apart for those that do not', async () => {
    const calls: [readonly string[], object][] = [];
    const loader = listLoader(async (parentIds, asked: { readonly first: number }) => {
      calls.push([parentIds, asked]);
      return parentIds.map((id) => `${id}:${asked.first}`);
    });

    const lists = await Promise.all([
      loader.load('a', { first: 2 }),
      loader.load('b', { first: 2 }),
      loader.load('a', { first: 5 }),
      loader.load('a', { first: 2 }),
    ]);

    expect(lists).toEqual(['a:2', 'b:2', 'a:5', 'a:2']);
    expect(calls).toEqual([
      [['a', 'b'], { first: 2 }],
      [['a'], { first: 5 }],
    ]);
  });

  it('refuses one parent alone', async () => {
    const loader = listLoader(async (parentIds: readonly string[]) => parentIds.map((id) => (id === 'b' ? new Error('refused') : id)));

    const lists = await Promise.allSettled([loader.load('a', {}), loader.load('b', {})]);

    expect(lists).toMatchObject([{ value: 'a' }, { reason: { message: 'refused' } }]);
  });

  it('tells a parent of one patient from the same parent of another', async () => {
    const loader = listLoader(async (parents: readonly { readonly id: string; readonly patientId: string }[]) =>
      parents.map(({ id, patientId }) => `${id}/${patientId}`),
    );
    const parents = [
      { id: 'e', patientId: 'p' },
      { id: 'e', patientId: 'q' },
      { id: 'e', patientId: 'p' },
    ];

    expect(await Promise.all(parents.map((parent) => loader.load(parent, {})))).toEqual(['e/p', 'e/q', 'e/p']);
  });
});

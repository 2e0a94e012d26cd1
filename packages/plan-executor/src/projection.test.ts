import { describe, expect, it } from '@jest/globals';
import { aFetch, runForTest } from './testing.ts';

const schema = `
  type Query { any: Node nodes: [Node!] either: Either deep: [[Int!]!] kind: Kind id: ID }
  interface Node { id: ID! }
  type Book implements Node { id: ID! pages: Int self: Node }
  type Film implements Node { id: ID! minutes: Int! }
  union Either = Book | Film
  enum Kind { A B }
`;

/** What a client gets when one subgraph answers `data` to the whole operation. */
async function project(operation: string, data: object) {
  const { data: projected, errors } = await runForTest({ schema, operation, plan: aFetch({ operation: '{any}' }) }, () => ({ data }));
  return { data: projected, paths: (errors ?? []).map(({ path }) => path?.join('.')) };
}

describe('projecting an answer', () => {
  it('drops what was not asked for', async () => {
    expect(await project('{ any { id } }', { any: { __typename: 'Book', id: '1', pages: 3 } })).toEqual({
      data: { any: { id: '1' } },
      paths: [],
    });
  });

  it('chooses members by the type of each object', async () => {
    const nodes = [
      { __typename: 'Book', id: '1', pages: 3 },
      { __typename: 'Film', id: '2', minutes: 90 },
    ];

    expect(await project('{ nodes { __typename ... on Book { pages } ... on Film { minutes } } }', { nodes })).toEqual({
      data: {
        nodes: [
          { __typename: 'Book', pages: 3 },
          { __typename: 'Film', minutes: 90 },
        ],
      },
      paths: [],
    });
  });

  it('merges selections of one name', async () => {
    const any = { __typename: 'Book', id: '1', self: { __typename: 'Book', id: '1', pages: 3 } };

    expect(
      await project('{ any { ... on Book { self { id } } ...B } } fragment B on Book { self { ... on Book { pages } } }', { any }),
    ).toEqual({
      data: { any: { self: { id: '1', pages: 3 } } },
      paths: [],
    });
  });

  it('answers an object that only knows its interface', async () => {
    expect(
      await project('{ any { id ... on Node { same: id } ... on Book { pages } } }', { any: { __typename: 'Node', id: '1', same: '1' } }),
    ).toEqual({
      data: { any: { id: '1', same: '1' } },
      paths: [],
    });
  });

  it('cannot name the type of such an object', async () => {
    expect(await project('{ any { id __typename } }', { any: { __typename: 'Node', id: '1' } })).toEqual({
      data: { any: null },
      paths: ['any.__typename'],
    });
  });

  it('refuses an object of a type that clients do not know', async () => {
    expect(await project('{ any { id } }', { any: { __typename: 'Secret', id: '1' } })).toEqual({ data: { any: null }, paths: ['any'] });
  });

  it('spreads null to the list that must not hold it, and no further', async () => {
    const nodes = [
      { __typename: 'Book', id: '1' },
      { __typename: 'Film', id: '2', minutes: null },
    ];

    expect(await project('{ nodes { id ... on Film { minutes } } }', { nodes })).toEqual({
      data: { nodes: null },
      paths: ['nodes.1.minutes'],
    });
  });

  it('spreads null through lists of lists', async () => {
    expect(await project('{ deep }', { deep: [[1, 2], [null]] })).toEqual({ data: { deep: null }, paths: ['deep.1.0'] });
  });

  it.each([
    ['a list where an object belongs', '{ any { id } }', { any: [] }],
    ['an object where a list belongs', '{ nodes { id } }', { nodes: {} }],
    ['an unknown enum value', '{ kind }', { kind: 'C' }],
  ])('refuses %s', async (_, operation, data) => {
    const { paths } = await project(operation, data);

    expect(paths).toEqual([operation.split(' ')[1]]);
  });

  it('writes numbers as ids', async () => {
    expect((await project('{ id }', { id: 7 })).data).toEqual({ id: '7' });
  });

  it('answers introspection from the schema, in the order of the operation', async () => {
    const { data } = await project('{ t: __type(name: "Kind") { name } id __typename __schema { queryType { name } } }', { id: 'x' });

    expect(JSON.stringify(data)).toBe('{"t":{"name":"Kind"},"id":"x","__typename":"Query","__schema":{"queryType":{"name":"Query"}}}');
  });
});

import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { compileRewrites } from './rewrites.ts';
import { createTypeConditions } from './type-conditions.ts';

const types = createTypeConditions(
  buildSchema(
    'type Query { node: Node } interface Node { id: ID } type Book implements Node { id: ID } type Film implements Node { id: ID }',
  ),
);

describe('rewrites', () => {
  it('are nothing when the planner asked for none', () => {
    expect(compileRewrites([], types)).toBeUndefined();
  });

  it('rename a member of the types that the path names, in lists too', () => {
    const data = { list: [{ __typename: 'Book', x_0: 1 }, { __typename: 'Film', x_0: 2 }, null] };

    compileRewrites([{ kind: 'KeyRenamer', path: ['list', '... on Book', 'x_0'], renameKeyTo: 'x' }], types)?.(data);

    expect(data).toEqual({ list: [{ __typename: 'Book', x: 1 }, { __typename: 'Film', x_0: 2 }, null] });
  });

  it('keep a null and leave out what is missing', () => {
    const data = [{ a: null }, {}];

    compileRewrites([{ kind: 'KeyRenamer', path: ['a'], renameKeyTo: 'b' }], types)?.(data);

    expect(data).toEqual([{ b: null }, {}]);
  });

  it('set a value', () => {
    const data = { __typename: 'Book' };

    compileRewrites([{ kind: 'ValueSetter', path: ['... on Node', '__typename'], setValueTo: 'Node' }], types)?.(data);

    expect(data).toEqual({ __typename: 'Node' });
  });
});

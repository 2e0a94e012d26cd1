import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import type { DataRewrite, RequiredSelection } from './query-plan.ts';
import { compileRepresentation } from './representation.ts';
import { requires } from './testing.ts';
import { createTypeConditions } from './type-conditions.ts';

const types = createTypeConditions(
  buildSchema(`
    type Query { any: Node }
    interface Node { id: ID! }
    type Book implements Node { id: ID! code: String author: Author! tags: [Tag!] }
    type Film implements Node { id: ID! }
    type Author { id: ID! name: String }
    type Tag { text: String }
  `),
);

function represent(
  selections: readonly RequiredSelection[],
  object: Record<string, unknown>,
  rewrites?: readonly DataRewrite[],
): string | undefined {
  return compileRepresentation(selections, rewrites, types).build(object);
}

describe('a representation', () => {
  it('holds the type name and the key, escaped', () => {
    expect(represent([requires('Book', ['id'])], { __typename: 'Book', id: 'a"b', more: 1 })).toBe('{"__typename":"Book","id":"a\\"b"}');
  });

  it('is nothing when a required member is missing', () => {
    expect(represent([requires('Book', ['id', 'code'])], { __typename: 'Book', id: '1' })).toBeUndefined();
  });

  it('is nothing when the type of the object is not known', () => {
    expect(represent([requires('Book', ['id'])], { id: '1' })).toBeUndefined();
  });

  it('is nothing for a type that the fetch is not about', () => {
    expect(represent([requires('Book', ['id']), requires('Node', [])], { __typename: 'Film', id: '1' })).toBeUndefined();
  });

  it('sends null where null is a value, and nothing where null means a failed fetch', () => {
    expect(represent([requires('Book', ['id', 'code'])], { __typename: 'Book', id: '1', code: null })).toBe(
      '{"__typename":"Book","id":"1","code":null}',
    );
    expect(represent([requires('Book', ['id'])], { __typename: 'Book', id: null })).toBeUndefined();
  });

  it('holds nested objects and lists of them', () => {
    const nested: RequiredSelection = {
      kind: 'InlineFragment',
      typeCondition: 'Book',
      selections: [
        { kind: 'Field', name: '__typename' },
        { kind: 'Field', name: 'author', selections: [{ kind: 'Field', name: 'id' }] },
        { kind: 'Field', name: 'tags', selections: [{ kind: 'Field', name: 'text' }] },
      ],
    };

    const text = represent([nested], { __typename: 'Book', author: { id: '1', name: 'Lan' }, tags: [{ text: 'x' }, null] });

    expect(text).toBe('{"__typename":"Book","author":{"id":"1"},"tags":[{"text":"x"},null]}');
  });

  it('joins the fragments that hold for a type', () => {
    expect(represent([requires('Node', ['id']), requires('Book', ['code'])], { __typename: 'Book', id: '1', code: 'c' })).toBe(
      '{"__typename":"Book","id":"1","code":"c"}',
    );
  });

  it("carries an interface's name to an interface object", () => {
    const rewrite: DataRewrite = { kind: 'ValueSetter', path: ['... on Book', '__typename'], setValueTo: 'Node' };

    expect(represent([requires('Book', ['id'])], { __typename: 'Book', id: '1' }, [rewrite])).toBe('{"__typename":"Node","id":"1"}');
  });
});

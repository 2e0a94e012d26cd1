import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { mergeInto } from './merge.ts';
import { createTypeConditions } from './type-conditions.ts';

const types = createTypeConditions(buildSchema('type Query { node: Node } interface Node { id: ID } type Book implements Node { id: ID }'));

function merged(target: Record<string, unknown>, source: Record<string, unknown>): Record<string, unknown> {
  mergeInto(target, source, types);
  return target;
}

describe('merging an answer', () => {
  it('adds members to nested objects', () => {
    expect(merged({ a: { x: 1 } }, { a: { y: 2 }, b: 3 })).toEqual({ a: { x: 1, y: 2 }, b: 3 });
  });

  it('merges lists of one length element by element', () => {
    expect(merged({ a: [{ x: 1 }, null] }, { a: [{ y: 1 }, { y: 2 }] })).toEqual({ a: [{ x: 1, y: 1 }, { y: 2 }] });
    expect(merged({ a: [[{ x: 1 }]] }, { a: [[{ y: 1 }]] })).toEqual({ a: [[{ x: 1, y: 1 }]] });
  });

  it('takes the later list when the lengths differ', () => {
    expect(merged({ a: [1] }, { a: [1, 2] })).toEqual({ a: [1, 2] });
  });

  it('never removes an object for a null', () => {
    expect(merged({ a: { x: 1 }, b: [1], c: 1 }, { a: null, b: null, c: null })).toEqual({ a: { x: 1 }, b: [1], c: 1 });
  });

  it('fills a null', () => {
    expect(merged({ a: null }, { a: { x: 1 } })).toEqual({ a: { x: 1 } });
  });

  it('keeps the object type that is known when an interface object answers with the interface', () => {
    expect(merged({ __typename: 'Book' }, { __typename: 'Node' })).toEqual({ __typename: 'Book' });
    expect(merged({ __typename: 'Node' }, { __typename: 'Book' })).toEqual({ __typename: 'Book' });
  });

  it('takes __proto__ for a name like any other', () => {
    const target = merged({}, JSON.parse('{"__proto__":{"polluted":true}}'));

    expect(Object.keys(target)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

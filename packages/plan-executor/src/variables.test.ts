import { describe, expect, it } from '@jest/globals';
import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { checkVariables, conditionValue } from './variables.ts';

const schema = buildSchema(
  'type Query { f(kind: Kind, filter: Filter, n: Int!): Int } enum Kind { A B } input Filter { kind: Kind list: [Int!] nested: Filter }',
);

function operation(text: string): OperationDefinitionNode {
  return parse(text).definitions[0] as OperationDefinitionNode;
}

function check(declared: string, variables: Record<string, unknown>): void {
  checkVariables(schema, operation(`query (${declared}) { f(n: 1) }`), variables);
}

describe('checking variables', () => {
  it('accepts what the operation declares', () => {
    expect(() => check('$filter: Filter, $n: Int! = 1, $kind: Kind', { filter: { kind: 'A', list: [1] }, kind: null })).not.toThrow();
  });

  it.each([
    ['an unknown enum value', '$kind: Kind', { kind: 'C' }, 'kind'],
    ['a wrong member', '$filter: Filter', { filter: { nested: { list: [1, 'x'] } } }, 'filter.nested.list.1'],
    ['an unknown member', '$filter: Filter', { filter: { other: 1 } }, 'filter'],
    ['a missing variable', '$n: Int!', {}, 'n'],
    ['a null that may not be', '$n: Int!', { n: null }, 'n'],
    ['null over a default', '$n: Int! = 1', { n: null }, 'n'],
  ])('refuses %s and names it', (_, declared, variables, argument) => {
    expect(() => check(declared, variables)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument } }));
  });

  it('never repeats the value', () => {
    expect(() => check('$kind: Kind', { kind: 'Nguyễn Thị Hoa' })).toThrow(/^((?!Hoa).)*$/);
  });
});

describe('a condition', () => {
  it.each([
    [{ x: true }, true],
    [{ x: false }, false],
    [{}, true],
  ])('of %j is %s when its default is true', (variables, value) => {
    expect(conditionValue(operation('query ($x: Boolean! = true) { f(n: 1) @include(if: $x) }'), variables, 'x')).toBe(value);
  });
});

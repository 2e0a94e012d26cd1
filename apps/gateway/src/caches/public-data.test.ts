import { describe, expect, it } from '@jest/globals';
import { getOperationAST, parse } from 'graphql';
import { loadSupergraph } from '../supergraph.ts';
import { composeForTest } from '../testing/test-gateway.ts';
import { readPublicData } from './public-data.ts';
import { sharing } from './testing.ts';

const sdl = sharing(`
  type Query {
    unit(code: ID!): Unit for60
    units: Page for30
    any: [Any!] for60
    named: Named for60
    mine: Unit
    secretUnit: Unit for60 @policy(policies: [["clinical"]])
    secretKind: Secret for60
  }
  type Mutation { change: Unit for60 }
  type Page { edges: [Edge!] total: Int }
  type Edge { node: Unit cursor: String }
  interface Named { name: String }
  type Unit implements Named @key(fields: "code") { code: ID! for60 name: String for20 load: Int size: Size for60 hidden: String for60 @policy(policies: [["public", "staff"]]) }
  type Place implements Named @key(fields: "id") { id: ID! for60 name: String for10 }
  type Patient implements Named @key(fields: "id") { id: ID! @policy(policies: [["public"]]) name: String }
  type Size { people: Int within: Size }
  type Secret @policy(policies: [["hiv"]]) { text: String }
  union Any = Unit | Place`);
const supergraph = loadSupergraph(composeForTest(sdl), {});
const publicData = readPublicData(supergraph);
const secondsOf = (text: string): number | undefined => {
  const document = parse(text);
  const operation = getOperationAST(document);
  return operation ? publicData?.ofOperation(document, operation) : undefined;
};

describe('an operation is shared', () => {
  it.each([
    ['as long as the least of its fields', '{ unit(code: "1") { code name } }', 20],
    ['with its values, which are as their holder', '{ unit(code: "1") { size { people within { people } } } }', 60],
    ['with its pages', '{ units { total edges { cursor node { code } } } }', 30],
    ['with fragments', '{ unit(code: "1") { ...U ... on Unit { name } } } fragment U on Unit { code }', 20],
    ['with types of a union', '{ any { __typename ... on Unit { code } ... on Place { name } } }', 10],
    ['under aliases', '{ x: unit(code: "1") { y: code } }', 60],
  ])('%s', (_how, text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });
});

describe('an operation is not shared', () => {
  it.each([
    ['with a field that says nothing', '{ unit(code: "1") { code load } }'],
    ['with a root field that says nothing', '{ mine { code } }'],
    ['with one that says nothing beside it', '{ unit(code: "1") { code } mine { code } }'],
    ['with a field that has another class, whatever it says', '{ secretUnit { code } }'],
    ['with a field of several classes', '{ unit(code: "1") { hidden } }'],
    ['with a type of another class', '{ secretKind { text } }'],
    ['with an interface, of which some type says nothing', '{ named { name } }'],
    ['with a fragment on a type that says nothing', '{ named { ... on Patient { name } } }'],
    ['when it changes something', 'mutation { change { code } }'],
    ['when it asks for the schema', '{ unit(code: "1") { code } __schema { types { name } } }'],
    ['when it asks for nothing', '{ __typename }'],
  ])('%s', (_how, text) => {
    expect(secondsOf(text)).toBeUndefined();
  });
});

it('a graph that says nothing has nothing to share', () => {
  expect(readPublicData(loadSupergraph(composeForTest('type Query { one: Int }'), {}))).toBeUndefined();
});

it('a directive of that name without its specification says nothing', () => {
  const other = supergraph.document.definitions.map((node) => node);
  const document = { ...supergraph.document, definitions: other.filter(({ kind }) => kind !== 'SchemaDefinition') };

  expect(readPublicData({ ...supergraph, document })).toBeUndefined();
});

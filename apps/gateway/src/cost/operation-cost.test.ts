import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { describe, expect, it } from '@jest/globals';
import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { readCostRules } from './cost-rules.ts';
import { compileCost } from './operation-cost.ts';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@cost", "@listSize"])
  type Query {
    one: Item
    some: [Item]
    assumed: [Item] @listSize(assumedSize: 7)
    sliced(first: Int, last: Int = 4): [Item] @listSize(slicingArguments: ["first", "last"], assumedSize: 9, requireOneSlicingArgument: false)
    page(size: Int): Page @listSize(slicingArguments: ["size"], sizedFields: ["items"])
    items(first: Int): ItemConnection
    dear: Int @cost(weight: 5)
    found(text: String @cost(weight: 3)): Item
    either: Either
  }
  type Mutation { change: Item }
  type Item { id: ID heavy: Heavy children: [Item] @listSize(assumedSize: 2) blob: Blob }
  type Heavy @cost(weight: 11) { id: ID }
  scalar Blob @cost(weight: 2)
  type Page { items: [Item] total: Int }
  type ItemConnection { edges: [ItemEdge] pageInfo: PageInfo }
  type ItemEdge { node: Item }
  type PageInfo { hasNextPage: Boolean }
  type Other { id: ID }
  union Either = Item | Other
`;

const { supergraphSdl = '' } = composeServices([{ name: 'a', url: 'http://x', typeDefs: parse(SDL) }]);
const schema = Supergraph.build(supergraphSdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema();

function costOf(text: string, variables: Readonly<Record<string, unknown>> = {}): number {
  const document = parse(text);
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  return compileCost({ schema, rules: readCostRules(supergraphSdl), document, operation })(variables);
}

describe('the cost of an operation', () => {
  it.each([
    ['counts each object once and leaves nothing', '{ one { id } }', 1],
    ['counts a list as long as it is assumed to be', '{ assumed { id } }', 7],
    ['multiplies what is below lists', '{ assumed { children { id } } }', 7 * (1 + 2)],
    ['guesses little for a list of which nothing is known', '{ some { id } }', 3],
    ['reads the size from an argument', '{ sliced(first: 50) { id } }', 50],
    ['takes the larger of two arguments, defaults included', '{ sliced(first: 2) { id } }', 4],
    ['gives the size to the member that has it', '{ page(size: 10) { items { id } total } }', 1 + 10],
    ['knows connections', '{ items(first: 5) { edges { node { id } } pageInfo { hasNextPage } } }', 1 + 5 * 2 + 1],
    ['takes 20 for a connection without a size', '{ items { edges { node { id } } } }', 1 + 20 * 2],
    ['adds the weight of a field', '{ dear }', 5],
    ['adds the weight of a type and of a scalar', '{ one { heavy { id } blob } }', 1 + 11 + 2],
    ['adds the weight of an argument that is given', '{ found(text: "x") { id } }', 1 + 3],
    ['adds up alternatives and fragments', '{ either { ... on Item { heavy { id } } ...O } } fragment O on Other { id }', 1 + 11],
    ['starts a mutation higher', 'mutation { change { id } }', 11],
  ])('%s', (_, operation, cost) => {
    expect(costOf(operation)).toBe(cost);
  });

  it('follows variables and their defaults', () => {
    const operation = 'query ($n: Int = 6) { items(first: $n) { edges { node { id } } } }';

    expect([costOf(operation), costOf(operation, { n: 100 }), costOf(operation, { n: null })]).toEqual([13, 201, 13]);
  });

  it('never falls below nothing', () => {
    expect(costOf('{ items(first: 0) { edges { node { id } } } }')).toBe(1);
  });
});

import { composeServices } from '@apollo/composition';
import { describe, expect, it } from '@jest/globals';
import { parse, print } from 'graphql';
import { resolvableKeysFirst } from './key-order.ts';
import { createPlanner } from './planner.ts';
import { substituteRequiredArguments } from './required-arguments.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])';

const PRICES = `${LINK} type Query { products: [Product] } type Product @key(fields: "id") { id: ID! price(currency: String!): Int }`;
const SHIPPING = `${LINK} type Product @key(fields: "id") { id: ID! price(currency: String!): Int @external
  usd: Int @requires(fields: "price(currency: \\"USD\\")") vnd: Int @requires(fields: "price(currency: \\"VND\\")") }`;

function compose(...sdls: readonly string[]): string {
  const { supergraphSdl, errors } = composeServices(
    sdls.map((sdl, index) => ({ name: `s${index}`, url: 'http://x', typeDefs: parse(sdl) })),
  );
  if (supergraphSdl === undefined) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}

describe('planning', () => {
  it('fetches a member that is required with an argument under a name of its own', () => {
    const plan = createPlanner(compose(PRICES, SHIPPING)).plan(parse('{ products { price(currency: "EUR") usd } }'), undefined);

    expect(JSON.stringify(plan)).toContain('price(currency:\\"EUR\\")price_required_0:price(currency:\\"USD\\")');
  });

  it('splits a fetch whose members require one name with two arguments', () => {
    const plan = JSON.stringify(createPlanner(compose(PRICES, SHIPPING)).plan(parse('{ products { usd vnd } }'), undefined));

    expect(plan).toContain('...on Product{usd}');
    expect(plan).toContain('...on Product{vnd}');
    expect(plan).toContain('"renameKeyTo":"price"');
  });

  it('leaves a supergraph alone that requires nothing with arguments', () => {
    const supergraph = parse(compose(PRICES));

    expect(substituteRequiredArguments(supergraph).document).toBe(supergraph);
  });

  it('puts resolvable keys before the others', () => {
    const sdl =
      'type A @join__type(graph: X, key: "a", resolvable: false) @join__type(graph: X, key: "b") @join__type(graph: Y, key: "c", resolvable: false) { a: ID }';

    const [, , ...order] = print(resolvableKeysFirst(parse(sdl))).split('@join__type');

    expect(order.map((text) => /key: "(\w)"/.exec(text)?.[1])).toEqual(['a', 'c']);
  });

  it("does not let the planner's own words out", () => {
    const planner = createPlanner(compose(PRICES));

    expect(() => planner.plan(parse('{ secretField }'), undefined)).toThrow('The operation cannot be planned.');
  });
});

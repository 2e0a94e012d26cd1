import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'brings a member that was asked with an argument', operation: '{ products { shippingUsd } }' },
  { name: "keeps the client's argument apart from the required one", operation: '{ products { price(currency: "VND") shippingUsd } }' },
  { name: 'answers the same argument to both', operation: '{ products { price(currency: "USD") shippingUsd } }' },
  { name: 'keeps two computations with different arguments apart', operation: '{ products { shippingUsd shippingVnd } }' },
  { name: 'keeps all three apart', operation: '{ products { price(currency: "VND") shippingUsd shippingVnd id } }' },
  { name: 'brings a nested member with an argument', operation: '{ products { isDear } }' },
  { name: 'keeps a nested argument of the client apart', operation: '{ products { category { average(currency: "VND") } isDear } }' },
  {
    name: 'keeps a shorter list of the client apart from the required one',
    operation: '{ posts { comments(limit: 1) { id } firstAuthor } }',
  },
  {
    name: 'keeps a list under a variable apart',
    operation: 'query ($limit: Int!) { posts { firstAuthor comments(limit: $limit) { id authorId } } }',
    variables: { limit: 2 },
  },
  {
    name: 'keeps fragments with a variable apart',
    operation:
      'query ($limit: Int = 1) { posts { firstAuthor ...A ...B } } fragment A on Post { comments(limit: $limit) { id } } fragment B on Post { comments(limit: $limit) { authorId } }',
  },
  {
    name: 'keeps aliases of every argument apart',
    operation: '{ products { vnd: price(currency: "VND") usd: price(currency: "USD") shippingVnd } }',
  },
];

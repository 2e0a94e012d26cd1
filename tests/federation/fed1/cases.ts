import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'extends a type of another subgraph', operation: '{ topProducts { name inStock } }' },
  { name: 'requires members of another subgraph', operation: '{ topProducts { shipping } }' },
  { name: 'uses a second key', operation: '{ topProducts { reviews { body } } }' },
  { name: 'takes what is provided', operation: '{ topProducts { reviews { author { username } } } }' },
  { name: 'goes on from what is provided', operation: '{ topProducts { reviews { author { username name } } } }' },
  { name: 'extends a user too', operation: '{ me { name reviews { body author { name } } } }' },
  {
    name: 'answers everything at once',
    operation: '{ me { username reviews { id } } topProducts { upc sku price inStock shipping reviews { author { id } } } }',
  },
];

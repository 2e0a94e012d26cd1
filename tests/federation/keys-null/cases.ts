import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'leaves out what is null and keeps its place', operation: '{ shelves { label books { isbn price } } }' },
  { name: 'does not ask for the author of a book without one', operation: '{ shelves { book { isbn author { name } } } }' },
  { name: 'gives null members of an entity that its subgraph does not know', operation: '{ shelves { book { author { id name } } } }' },
  {
    name: 'spreads null from a required member of an unknown entity',
    operation: '{ shelves { book { author { id pen } } } }',
    differs: 'One server would not have the author at all.',
  },
  { name: 'asks with a null key where the schema allows one', operation: '{ shelves { book { isbn price } } }' },
  { name: 'asks nobody when a list holds only nulls', operation: '{ shelves { books { author { name } } } }' },
];

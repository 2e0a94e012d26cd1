import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'follows a circle of an interface', operation: '{ products { id sameFrom { id ... on Drug { price sameFrom { id } } } } }' },
  { name: 'joins inside the circle', operation: '{ products { sameFrom { ... on Drug { stock sameFrom { ... on Drug { stock } } } } } }' },
  {
    name: 'goes to the maker and back, twice',
    operation: '{ products { ... on Drug { maker { drugs { price maker { name drugs { price } } } } } } }',
  },
  { name: 'follows a chain of one type', operation: '{ products { ... on Drug { maker { name parent { name parent { name } } } } } }' },
];

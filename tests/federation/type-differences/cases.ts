import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'answers lists of lists with nulls', operation: '{ rows { v } }' },
  { name: 'passes scalars that only subgraphs know', operation: '{ dates json users { born } }' },
  { name: 'joins by a key that is nullable in one place', operation: '{ users { id age } }' },
  { name: 'answers a member that is nullable in one subgraph', operation: '{ users { name } more { name } }' },
  { name: 'answers lists that are stricter in one subgraph', operation: '{ users { tags } more { tags } }' },
  {
    name: 'passes a custom scalar as an argument and a variable',
    operation: 'query ($d: Date!) { more { a: since(d: $d) b: since(d: "2026") } }',
    variables: { d: '1957-03-08' },
  },
  { name: 'answers a whole float as it came', operation: '{ users { age } more { age born } }' },
];

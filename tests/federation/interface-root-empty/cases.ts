import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  {
    name: 'says so when nobody can answer a root field',
    operation: '{ node { id } }',
    differs: 'One server cannot hold an interface without types.',
  },
  {
    name: 'says so for a member that cannot be reached',
    operation: '{ node { field } }',
    differs: 'One server cannot hold an interface without types.',
  },
  {
    name: 'answers what stands beside it',
    operation: '{ known node { id } }',
    differs: 'One server cannot hold an interface without types.',
  },
  {
    name: 'says so for an interface object whose types nobody knows',
    operation: '{ b { field } }',
    differs: 'One server cannot hold an interface without types.',
  },
  {
    name: 'says so for the name of its type',
    operation: '{ b { __typename } }',
    differs: 'One server cannot hold an interface without types.',
  },
  { name: 'still answers another interface', operation: '{ product { id ... on Bread { crust name } } }' },
];

import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'answers a member that only one subgraph has', operation: '{ media { __typename ... on Film { title } } }' },
  { name: 'never asks a subgraph for a member it does not have', operation: '{ media { ... on Song { title } ... on Film { title } } }' },
  { name: 'answers a member of both', operation: '{ both { ... on Book { title pages } } }' },
  { name: "answers the other subgraph's member", operation: '{ song { ... on Song { title } ... on Film { id } } }' },
  {
    name: 'answers a list with several members and a null',
    operation: '{ shelf { __typename ... on Book { pages } ... on Song { title } } }',
  },
  { name: 'answers nothing of a type that did not come', operation: '{ song { ... on Book { pages } } }' },
];

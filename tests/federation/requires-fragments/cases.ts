import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'brings what the type of a required object has', operation: '{ entities { summary } }' },
  { name: 'brings members of a required union', operation: '{ entities { area } }' },
  { name: 'brings the type name', operation: '{ entities { kind } }' },
  {
    name: 'brings all of it at once, beside what the client asks',
    operation: '{ entities { id summary area kind data { ... on Text { body } } } }',
  },
  { name: 'shows the client none of it', operation: '{ entities { id area } }' },
  {
    name: "keeps the client's aliases apart",
    operation: '{ entities { data { ... on Text { x: body } ... on Number { x: label } } summary } }',
  },
];

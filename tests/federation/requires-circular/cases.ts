import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'computes from what another computes from a third', operation: '{ feed { byExpert } }' },
  { name: 'computes the inner one alone', operation: '{ feed { byNovice } }' },
  { name: 'computes both', operation: '{ feed { byNovice byExpert first author { id } } }' },
  { name: "requires a list with an argument, apart from the client's", operation: '{ feed { related(limit: 1) { id } spam } }' },
  { name: 'computes inside such a list', operation: '{ feed { related(limit: 2) { spam byNovice } spam } }' },
  {
    name: 'refuses rather than computes from nothing',
    operation: '{ feed { related(limit: 2) { byExpert } } }',
    differs: 'The planner asks b for byNovice without bringing what it requires.',
  },
];

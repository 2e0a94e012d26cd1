import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'answers members that carry directives of others', operation: '{ measures { weight height } }' },
  { name: 'joins a tagged type', operation: '{ measures { height } }' },
  { name: "keeps the directives out of the clients' schema", operation: '{ __type(name: "Measure") { fields { name } } }' },
];

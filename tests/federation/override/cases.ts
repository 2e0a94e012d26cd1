import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'asks the subgraph that took a field over', operation: '{ patients { phone } }' },
  { name: 'goes on asking the old one for what it kept', operation: '{ patients { id email phone } }' },
  { name: 'asks for a field where it now lives, from there', operation: '{ newest { phone fax } }' },
  { name: 'requires a field that moved', operation: '{ patients { card } }' },
  { name: 'takes fields that went to different subgraphs', operation: '{ patients { phone address card fax } }' },
];

import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'computes the first step', operation: '{ one { b } }' },
  { name: 'computes the second from the first', operation: '{ one { c } }' },
  { name: 'comes back to a subgraph that was asked before', operation: '{ one { e } }' },
  { name: 'shows the steps that were asked', operation: '{ one { a c e } }' },
  { name: 'shows all', operation: '{ one { a b c e } }' },
];

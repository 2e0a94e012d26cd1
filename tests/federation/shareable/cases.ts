import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'asks one of the subgraphs that know it', operation: '{ now }' },
  { name: 'asks a second only for what the first lacks', operation: '{ clinic { name onlyA onlyB } }' },
  { name: 'asks three for what only each has', operation: '{ clinic { onlyA onlyB onlyC } }' },
  { name: 'merges a nested object from two subgraphs', operation: '{ clinic { hours { open close } onlyA } }' },
  { name: 'takes everything from one subgraph where it can', operation: '{ clinic { name onlyB doctors { name } } mine }' },
  { name: 'merges under one alias', operation: '{ c: clinic { a: onlyA b: onlyB h: hours { from: open to: close } } }' },
];

import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'goes over a subgraph that only translates keys', operation: '{ drug(code: "d1") { label group } }' },
  { name: 'asks once for two records that translate to one key', operation: '{ drugs { label group } }' },
  { name: 'goes three joins deep', operation: '{ drugs { substance { name } } }' },
  { name: 'comes back to where it started', operation: '{ drug(code: "d2") { substance { drugs { label } } } }' },
  { name: 'answers keys alone without a join', operation: '{ drugs { code } }' },
  { name: 'translates a key for the key itself', operation: '{ drugs { atc } }' },
];

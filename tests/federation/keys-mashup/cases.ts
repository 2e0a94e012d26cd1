import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'goes there and back over the only key that works', operation: '{ box { id items { id name tag } } }' },
  { name: 'finds the required name by the nested key', operation: '{ box { items { tag } } }' },
  { name: 'starts where the record is whole', operation: '{ one { code tag } }' },
  { name: 'tells two records with half the key in common apart', operation: '{ box { items { pair { left right } name } } }' },
];

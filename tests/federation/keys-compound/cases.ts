import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'joins by a key with a nested object', operation: '{ people { name card } }' },
  { name: 'tells equal numbers of different regions apart', operation: '{ people { number region { code } card } }' },
  { name: 'asks for the rest of a nested object too', operation: '{ people { region { name code } card } }' },
  { name: 'joins by two scalars', operation: '{ samples { value } }' },
  { name: 'chooses the key that each subgraph knows', operation: '{ samples { taken value shelf } }' },
  { name: 'does not show the key it fetched for itself', operation: '{ samples { shelf } }' },
  { name: 'joins one list by two keys side by side', operation: '{ samples { line shelf value tube } }' },
];

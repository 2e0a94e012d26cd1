import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'finds the one key of many that can be resolved, there and back', operation: '{ tray { id tubes { id name label } } }' },
  { name: 'does so for the computation alone', operation: '{ tray { tubes { label } } }' },
  { name: 'shows the nested key it used', operation: '{ tray { tubes { rack { depth row } name } } }' },
];

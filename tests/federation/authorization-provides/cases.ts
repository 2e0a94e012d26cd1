import type { Case } from '../harness/scenario.ts';

export const isEnforced = true;

export const cases: readonly Case[] = [
  { name: 'cuts a member that another subgraph provides on the way', operation: '{ visit { when bill { id amount note } } }' },
  { name: 'cuts it where its own subgraph would be asked', operation: '{ visit { other { id amount note } } }' },
  {
    name: 'answers who may see it',
    operation: '{ visit { bill { amount } other { amount } } }',
    as: { role: 'billing-clerk', purpose: 'HPAYMT' },
  },
];

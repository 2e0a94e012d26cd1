import type { Case } from '../harness/scenario.ts';

export const isEnforced = true;

const clerk = { role: 'billing-clerk', purpose: 'HPAYMT' };

export const cases: readonly Case[] = [
  { name: 'asks nobody for the context of a refused field', operation: '{ ward { id bed { id price } beds { plain price } } }' },
  {
    name: 'fills the argument for who may see the context',
    operation: '{ ward { bed { price } } }',
    as: clerk,
    differs: 'One server has no context.',
  },
];

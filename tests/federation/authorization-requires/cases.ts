import type { Case } from '../harness/scenario.ts';

export const isEnforced = true;

const clerk = { role: 'billing-clerk', purpose: 'HPAYMT' };
const computed = 'One server is not given what is required.';

export const cases: readonly Case[] = [
  { name: 'asks nobody for what a refused field requires', operation: '{ products { name shipping } }' },
  { name: 'asks nobody for a member of an object that it requires', operation: '{ products { name customs maker { name } } }' },
  { name: 'asks nobody through two steps', operation: '{ products { name handling } }' },
  { name: 'still asks the same subgraph for the rest', operation: '{ products { weight shipping } }' },
  {
    name: 'computes for who may see what it requires',
    operation: '{ products { shipping customs handling } }',
    as: clerk,
    differs: computed,
  },
];

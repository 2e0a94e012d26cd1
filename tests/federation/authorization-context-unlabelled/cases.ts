import type { Case } from '../harness/scenario.ts';

export const isEnforced = true;

/** As a supergraph of an earlier composition: what gets an argument out of a labelled field carries no label itself. */
export const rewriteSupergraph = (sdl: string): string => sdl.replace(/(price: .*?) @policy\([^)]*\)/, '$1');

const clerk = { role: 'billing-clerk', purpose: 'HPAYMT' };

export const cases: readonly Case[] = [
  { name: 'refuses what gets an argument out of something refused', operation: '{ ward { id bed { id price } } }' },
  {
    name: 'fills the argument for who may see it',
    operation: '{ ward { bed { price } } }',
    as: clerk,
    differs: 'One server has no context.',
  },
];

import type { Case } from '../harness/scenario.ts';

export const isEnforced = true;

/** As a supergraph of an earlier composition: what is computed from a labelled field carries no label itself. */
export const rewriteSupergraph = (sdl: string): string => sdl.replace(/((?:shipping|customs|handling): .*?) @policy\([^)]*\)/g, '$1');

const clerk = { role: 'billing-clerk', purpose: 'HPAYMT' };
const computed = 'One server is not given what is required.';

export const cases: readonly Case[] = [
  { name: 'refuses what is computed from something refused', operation: '{ products { name shipping customs handling } }' },
  { name: 'still asks for the rest', operation: '{ products { weight handling } }' },
  {
    name: 'computes for who may see what it is computed from',
    operation: '{ products { shipping customs handling } }',
    as: clerk,
    differs: computed,
  },
];

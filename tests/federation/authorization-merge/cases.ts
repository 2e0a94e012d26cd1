import type { Case } from '../harness/scenario.ts';

export const isEnforced = true;

/** Holds the class of one subgraph's label and not the other's. */
const physician = { role: 'physician', purpose: 'TREAT' };
/** Holds both. */
const clerk = { role: 'billing-clerk', purpose: 'HPAYMT' };

export const cases: readonly Case[] = [
  {
    name: 'asks for the labels of both subgraphs, whichever of them answers',
    operation: '{ patient { id name } other { id name } }',
    as: physician,
  },
  { name: 'answers who meets both', operation: '{ patient { name } other { name } }', as: clerk },
  {
    name: 'asks for sign-in and scope where each subgraph asks for one',
    operation: '{ patient { id born } }',
    as: { ...physician, scope: 'user/Observation.r' },
  },
  { name: 'answers who has both', operation: '{ patient { id born } }', as: { ...physician, scope: 'user/Patient.r' } },
  { name: 'holds the type of all subgraphs to the label of one', operation: '{ address { street } patient { id } }', as: physician },
];

import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'takes what is provided from where it stands', operation: '{ doctors { name } }' },
  { name: 'takes a provided nested member too', operation: '{ doctors { name unit { title } } }' },
  { name: 'asks for the same member where it is not provided', operation: '{ plain { name } }' },
  { name: 'asks only for what is not provided', operation: '{ doctors { name born } }' },
  { name: 'goes on from a provided object', operation: '{ doctors { unit { title floor } } }' },
  { name: 'takes what is provided on a member of a union', operation: '{ staff { ... on Doctor { name } ... on Nurse { ward } } }' },
  { name: 'asks for the rest of each member of a union', operation: '{ staff { ... on Doctor { name born } ... on Nurse { shift } } }' },
  { name: 'provides through one field and not through another', operation: '{ visit { doctor { name } other { name } } }' },
];

import type { Case } from '../harness/scenario.ts';

export const isEnforced = true;

const operation = '{ either all mine write open }';
const wrong = 'One server reads no tokens.';

export const cases: readonly Case[] = [
  { name: 'takes one of the groups', operation, as: { scope: 'user/Patient.r' } },
  { name: 'takes the other, if all of it is held', operation, as: { scope: 'user/Observation.r user/Encounter.r' } },
  { name: 'takes no half of a group', operation, as: { scope: 'user/Observation.r' } },
  { name: 'takes a wildcard for what it stands for, and for no other context', operation, as: { scope: 'user/*.rs' } },
  { name: 'takes no scope for another', operation, as: { scope: 'user/Patient.read user/Patient.rx openid' } },
  { name: 'takes a scope with a query for none: a field cannot hold to it', operation, as: { scope: 'user/Patient.r?status=final' } },
  { name: 'takes no scope for all', operation, as: { scope: '' } },
  { name: 'refuses a token with scopes beside scope', operation, as: { scopes: ['user/Patient.u'] }, differs: wrong },
  {
    name: 'refuses a token with scopes in the place of scope',
    operation,
    as: { scope: undefined, scopes: ['user/*.cruds'] },
    differs: wrong,
  },
  { name: 'refuses a token whose scope is a list', operation, as: { scope: ['user/*.cruds'] }, differs: wrong },
];

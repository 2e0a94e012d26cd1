import type { Case } from '../harness/scenario.ts';

export const isEnforced = true;

const clerk = { role: 'billing-clerk', purpose: 'HPAYMT' };
const member = 'What comes is refused by its type, where one server asks by the place.';

export const cases: readonly Case[] = [
  { name: 'answers members that no type labels', operation: '{ nodes { __typename id } }' },
  { name: 'cuts a member on the interface that one of its types labels', operation: '{ nodes { id name } }' },
  { name: 'answers it for who may see every type', operation: '{ nodes { id name cost ... on Claim { ward } } }', as: clerk },
  { name: 'answers it in a fragment on a type that does not label it', operation: '{ nodes { id ... on Patient { name ward } } }' },
  {
    name: 'cuts it in a fragment on the type that labels it',
    operation: '{ nodes { id ... on Claim { name } } node { ...C } } fragment C on Claim { id ward }',
  },
  { name: 'cuts it under aliases of two types apart', operation: '{ nodes { ... on Patient { x: name } ... on Claim { y: name } } }' },
  {
    name: 'is not led on by a fragment in a fragment',
    operation: '{ nodes { ... on Named { name } ... on Claim { ... on Node { ... on Named { name } } } } }',
  },
  { name: 'narrows through fragments in fragments', operation: '{ nodes { ... on Patient { ... on Node { ... on Named { name } } } } }' },
  { name: 'is not led on by another interface of the same type', operation: '{ named { name ... on Node { cost } } }' },
  { name: 'refuses an interface of which one type is refused as a whole', operation: '{ sealed { id } nodes { id } }' },
  { name: 'answers it for who may see that type', operation: '{ sealed { __typename id } }', as: clerk },
  {
    name: 'shows the members of a union that may be seen',
    operation: '{ found { __typename ... on Note { text } ... on Patient { name ward } } }',
    differs: member,
  },
  {
    name: 'cuts the fields of a member that may not',
    operation: '{ found { ... on Note { text } ... on Bill { amount } } }',
    differs: member,
  },
  { name: 'spreads the null of such a member', operation: '{ strict { ... on Note { text } } nodes { id } }', differs: member },
  {
    name: 'shows every member to who may see them',
    operation: '{ found { __typename ... on Bill { amount text } } strict { ... on Bill { text } } }',
    as: clerk,
  },
];

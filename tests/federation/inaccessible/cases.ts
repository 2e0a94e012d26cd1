import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'joins by a key that no client may see', operation: '{ people { name age } }' },
  { name: 'computes from a member that no client may see', operation: '{ people { initials } }' },
  { name: 'refuses a hidden member', operation: '{ people { ssn } }', differs: 'Nothing is executed.' },
  { name: 'refuses a hidden root field', operation: '{ hidden { code } }', differs: 'Nothing is executed.' },
  { name: 'refuses a condition on a hidden type', operation: '{ parties { ... on Agent { alias } } }', differs: 'Nothing is executed.' },
  { name: 'gives null for an object of a hidden type, without its name', operation: '{ parties { ... on Person { name } } }' },
  { name: 'gives no type name of a hidden type', operation: '{ parties { __typename } }' },
  { name: "does not repeat a subgraph's text that names what is hidden", operation: '{ people { failing } }' },
  {
    name: 'spreads null from a failed required member, once',
    operation: '{ people { name failingRequired } }',
    differs: 'One server spreads the null to the whole list.',
  },
  {
    name: 'hides it from introspection',
    operation: '{ __type(name: "Secret") { name } person: __type(name: "Person") { fields { name } } }',
  },
];

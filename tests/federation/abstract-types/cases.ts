import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'answers members of an interface', operation: '{ records { id } }' },
  { name: 'answers members of one of its types', operation: '{ records { ... on Note { text } ... on Scan { mime } } }' },
  {
    name: 'joins each type of an interface on its own',
    operation: '{ records { ... on Note { signedBy words } ... on Scan { signedBy } } }',
  },
  { name: 'gives the type name of each', operation: '{ records { __typename kind: __typename id } }' },
  {
    name: 'goes through one interface to another',
    operation: '{ records { author { __typename ... on Person { licence } ... on Company { staff } } } }',
  },
  { name: 'asks another subgraph for a member of the interface itself', operation: '{ records { author { name } } }' },
  {
    name: 'answers a union of values',
    operation: '{ records { ... on Scan { preview { ... on Image { url width } ... on Clip { url seconds } } } } }',
  },
  { name: 'answers only the types that were asked for', operation: '{ records { ... on Scan { preview { ... on Clip { seconds } } } } }' },
  { name: 'answers an empty object for a type without members asked', operation: '{ records { ... on Note { id } } }' },
  { name: 'keeps nulls in a list of an interface', operation: '{ agencies { name __typename ... on Person { licence } } }' },
  {
    name: 'uses named fragments on interfaces and types',
    operation: 'query { records { ...R } } fragment R on Record { id ...N } fragment N on Note { text signedBy }',
  },
  { name: 'nests conditions that always hold', operation: '{ records { ... on Record { ... on Note { ... on Record { id } text } } } }' },
  {
    name: 'answers one record through an argument',
    operation: 'query ($id: ID!) { find(id: $id) { ... on Scan { preview { __typename } signedBy } } }',
    variables: { id: 's2' },
  },
  { name: 'keeps aliases in different types apart', operation: '{ records { ... on Note { x: text } ... on Scan { x: mime } } }' },
  {
    name: 'keeps arguments of no type: the same alias joined from elsewhere',
    operation: '{ records { ... on Note { x: signedBy } ... on Scan { x: mime } } }',
  },
];

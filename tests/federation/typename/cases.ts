import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'answers the root type without asking anybody', operation: '{ __typename }' },
  { name: 'answers an alias of it', operation: '{ t: __typename again: __typename }' },
  { name: 'answers it beside other fields', operation: '{ __typename word }' },
  { name: 'answers the type of an entity that only moves', operation: '{ people { __typename } }' },
  { name: 'answers aliases across a join', operation: '{ people { a: __typename home { b: __typename title } } }' },
  { name: 'answers the types of a union', operation: '{ union { __typename } one { kind: __typename } }' },
  {
    name: 'answers them inside conditions',
    operation: '{ union { ... on Person { t: __typename age } ... on Place { t: __typename title } } }',
  },
  { name: 'answers an alias that hides a field name', operation: '{ people { name: __typename id: name } }' },
  { name: 'answers a field under the alias of a type name', operation: '{ people { typename: age __typename } }' },
];

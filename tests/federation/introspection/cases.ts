import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'names the root types', operation: '{ __schema { queryType { name } mutationType { name } subscriptionType { name } } }' },
  {
    name: 'knows no type of the federation',
    operation:
      '{ service: __type(name: "_Service") { name } any: __type(name: "_Any") { name } graph: __type(name: "join__Graph") { name } }',
  },
  {
    name: 'shows members of every subgraph',
    operation: '{ __type(name: "Thing") { description fields { name description type { kind name ofType { name } } } } }',
  },
  {
    name: 'shows deprecated members when asked',
    operation: '{ __type(name: "Thing") { fields(includeDeprecated: true) { name isDeprecated deprecationReason } } }',
  },
  {
    name: "takes a type's name as a variable",
    operation: 'query ($name: String!, $all: Boolean = true) { __type(name: $name) { name enumValues(includeDeprecated: $all) { name } } }',
    variables: { name: 'Kind' },
  },
  {
    name: 'answers it beside data, in the order of the question',
    operation: '{ a: __typename thing(id: "1") { name size { width } } __type(name: "Size") { name } }',
  },
  {
    name: 'shows arguments and their defaults',
    operation: '{ __type(name: "Query") { fields { name args { name defaultValue type { kind } } } } }',
  },
  {
    name: 'uses fragments',
    operation: 'query { __schema { ...S } } fragment S on __Schema { queryType { ...T } } fragment T on __Type { name }',
  },
  { name: 'lists the directives that clients may use', operation: '{ __schema { directives { name } } }' },
  {
    name: 'leaves it out by a condition',
    operation: 'query ($no: Boolean!) { __schema @skip(if: $no) { queryType { name } } thing(id: "1") { name } }',
    variables: { no: true },
  },
];

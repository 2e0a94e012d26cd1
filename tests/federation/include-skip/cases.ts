import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'does not ask for what is skipped', operation: '{ visits { id bill @skip(if: true) } }' },
  { name: 'asks for what is included', operation: '{ visits { id bill @include(if: true) } }' },
  { name: 'leaves out by a variable', operation: 'query ($no: Boolean!) { visits { id bill @skip(if: $no) } }', variables: { no: true } },
  {
    name: 'keeps by the same variable',
    operation: 'query ($no: Boolean!) { visits { id bill @skip(if: $no) } }',
    variables: { no: false },
  },
  {
    name: 'uses the default of a condition',
    operation: 'query ($with: Boolean! = false) { visits { id note @include(if: $with) { text } } }',
  },
  {
    name: 'overrides the default of a condition',
    operation: 'query ($with: Boolean! = false) { visits { id note @include(if: $with) { text } } }',
    variables: { with: true },
  },
  {
    name: 'asks nobody when the root field is left out',
    operation: 'query ($no: Boolean!) { visits @skip(if: $no) { bill } }',
    variables: { no: true },
  },
  {
    name: 'asks only for the other root field',
    operation: 'query ($no: Boolean!) { visits @skip(if: $no) { bill } other }',
    variables: { no: true },
  },
  {
    name: 'leaves out a fragment',
    operation: 'query ($with: Boolean!) { visits { id ... @include(if: $with) { bill note { by } } } }',
    variables: { with: false },
  },
  {
    name: 'keeps a named fragment',
    operation: 'query ($with: Boolean!) { visits { ...V @include(if: $with) id } } fragment V on Visit { bill note { by } }',
    variables: { with: true },
  },
  {
    name: 'combines both directives',
    operation: 'query ($with: Boolean!, $no: Boolean!) { visits { id bill @include(if: $with) @skip(if: $no) reason } }',
    variables: { with: true, no: true },
  },
  {
    name: 'keeps a field that one of its places includes',
    operation: 'query ($with: Boolean!) { visits { note { text } ... @include(if: $with) { note { by } } } }',
    variables: { with: true },
  },
  {
    name: 'keeps only the place that is included',
    operation: 'query ($with: Boolean!) { visits { note { text } ... @include(if: $with) { note { by } } } }',
    variables: { with: false },
  },
  { name: 'gives a skipped type name to nobody', operation: '{ visits { id __typename @skip(if: true) } }' },
];

import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'answers enum values', operation: '{ visits { kind } }' },
  { name: 'hides a value that no client may know, and says that something is missing', operation: '{ visits { id kind cost asKind } }' },
  { name: 'hides it inside a list', operation: '{ visits { kinds } }' },
  { name: 'takes an enum as an argument', operation: '{ visits(kind: OUTPATIENT) { id } }' },
  {
    name: 'takes an enum as a variable',
    operation: 'query ($kind: Kind) { visits(kind: $kind) { id kind } }',
    variables: { kind: 'OUTPATIENT' },
  },
  { name: 'refuses a hidden value as an argument', operation: '{ visits(kind: SECRET) { id } }', differs: 'Nothing is executed.' },
  {
    name: 'refuses a hidden value as a variable',
    operation: 'query ($kind: Kind) { visits(kind: $kind) { id } }',
    variables: { kind: 'SECRET' },
    differs: 'Nothing is executed.',
  },
  {
    name: 'refuses an unknown value',
    operation: 'query ($kind: Kind) { visits(kind: $kind) { id } }',
    variables: { kind: 'NONE' },
    differs: 'Nothing is executed.',
  },
  { name: 'refuses a hidden input field', operation: '{ visits(filter: { internal: "x" }) { id } }', differs: 'Nothing is executed.' },
  {
    name: 'refuses a hidden input field in a variable',
    operation: 'query ($filter: Filter) { visits(filter: $filter) { id } }',
    variables: { filter: { internal: 'x' } },
    differs: 'Nothing is executed.',
  },
  { name: 'leaves the default of an input field to its subgraph', operation: '{ count(filter: {}) visits(filter: { ward: "A" }) { id } }' },
  {
    name: 'passes an input object through variables',
    operation: 'query ($filter: Filter!, $kinds: [Kind!]) { count(filter: $filter, kinds: $kinds) visits(filter: $filter) { id } }',
    variables: { filter: { limit: 1, kind: 'INPATIENT' }, kinds: ['INPATIENT', 'OUTPATIENT'] },
  },
  {
    name: 'passes a variable inside an input object',
    operation: 'query ($ward: String, $limit: Int = 3) { count(filter: { ward: $ward, limit: $limit }) }',
    variables: { ward: 'B' },
  },
  {
    name: 'names the member of a variable that is wrong',
    operation: 'query ($filter: Filter!) { count(filter: $filter) }',
    variables: { filter: { limit: 'many' } },
    differs: 'Nothing is executed.',
  },
  {
    name: 'refuses a missing required variable',
    operation: 'query ($filter: Filter!) { count(filter: $filter) }',
    differs: 'Nothing is executed.',
  },
  {
    name: 'refuses null for a required variable',
    operation: 'query ($filter: Filter!) { count(filter: $filter) }',
    variables: { filter: null },
    differs: 'Nothing is executed.',
  },
  { name: 'uses the default of an enum argument', operation: '{ visits(kind: OUTPATIENT) { label other: label(kind: OUTPATIENT) } }' },
  {
    name: 'names each wrong literal once',
    operation: '{ visits(kind: NONE, filter: { limit: "x" }) { id } }',
    differs: 'Nothing is executed.',
  },
];

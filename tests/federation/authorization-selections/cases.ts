import type { Case } from '../harness/scenario.ts';

export const isEnforced = true;

/** Pays, and so may ask for what a bill holds. */
const clerk = { role: 'billing-clerk', purpose: 'HPAYMT' };

export const cases: readonly Case[] = [
  { name: 'answers whole what may be asked for', operation: '{ patient { id name doctor } }' },
  {
    name: 'answers whole who holds the class',
    operation: '{ patient { bill owed account { number } tier invoices } ledger { total } }',
    as: clerk,
  },
  { name: 'cuts a field, and the rest stands', operation: '{ patient { id bill name } open }' },
  { name: 'cuts it under an alias', operation: '{ p: patient { id open: bill } }' },
  { name: 'cuts it in an inline fragment', operation: '{ patient { id ... { bill } ... on Patient { b: bill } } }' },
  { name: 'cuts it in a named fragment', operation: 'query { patient { ...F next { ...F } } } fragment F on Patient { id bill }' },
  { name: 'tells a place in a list once, without its index', operation: '{ patients { name bill } maybe { bill name } }' },
  { name: 'keeps an object of which nothing is left', operation: '{ patient { bill } patients { bill account { number } } }' },
  { name: 'cuts what another subgraph owns, which is then asked for nothing', operation: '{ patient { name invoices } }' },
  { name: 'still joins for the rest', operation: '{ patients { doctor invoices } }' },
  { name: 'spreads the null of a field that promises a value to its object', operation: '{ patient { name next { name owed } } }' },
  { name: 'spreads it through a list that promises its elements', operation: '{ open patients { name owed } }' },
  { name: 'spreads it to the elements of a list that promises none', operation: '{ open maybe { name owed } }' },
  { name: 'spreads it through an object that is promised', operation: '{ patient { name sure { name sure { owed } } } }' },
  { name: 'cuts a type by what the type asks for', operation: '{ patient { name account { number } } }' },
  { name: 'cuts an enum by what the enum asks for', operation: '{ patient { name tier } }' },
  { name: 'cuts a root field', operation: '{ open ledger { total lines } }' },
  { name: 'asks nobody when everything is refused', operation: '{ ledger { total } }' },
  {
    name: 'cuts whatever the variables say, and shows the null only where it is selected',
    operation: 'query ($x: Boolean!) { patient { name bill @include(if: $x) } }',
    variables: { x: false },
  },
  {
    name: 'keeps conditions of what stays',
    operation: 'query ($x: Boolean!) { patient { name @skip(if: $x) bill id } }',
    variables: { x: true },
  },
  {
    name: 'cuts in what a variable includes',
    operation: 'query ($x: Boolean!) { patient { id ...F @include(if: $x) } } fragment F on Patient { name bill }',
    variables: { x: true },
  },
  {
    name: 'takes variables away with what used them, and still checks them',
    operation: 'query ($tier: Tier) { open search(tier: $tier) }',
    variables: { tier: 'A' },
  },
  {
    name: 'refuses wrong values of variables that nothing uses any more',
    operation: 'query ($tier: Tier) { open search(tier: $tier) }',
    variables: { tier: 'C' },
    differs: 'One server was not asked to check.',
  },
  { name: 'cuts a field whose argument asks for a class', operation: '{ open a: search(tier: A) b: search c: search(by: { name: "x" }) }' },
  { name: 'executes what is left of a mutation', operation: 'mutation { a: admit(name: "Lan") { name bill } }' },
  {
    name: 'does not execute a refused mutation between others',
    operation: 'mutation { a: admit(name: "one") { name } settle(amount: 5) { total } b: admit(name: "two") { name } }',
  },
  { name: 'executes nothing when every mutation is refused', operation: 'mutation { settle(amount: 5) { total } }' },
  { name: 'executes a mutation whose whole answer is null', operation: 'mutation { admit(name: "one") { owed } }' },
  { name: 'does not show a key that only the join needed', operation: '{ card { number holder expires } }' },
  {
    name: 'does not show a key in the place of something refused that takes its name',
    operation: '{ patient { id: bill name doctor } }',
  },
  { name: 'asks for no key that nothing joins by', operation: '{ card { number holder } }' },
  { name: 'knows nobody without a token', operation: '{ open signedIn patient { id bill } }', as: 'nobody' },
  { name: 'knows somebody by any token', operation: '{ signedIn }' },
  { name: 'decides for each caller alone: one', operation: '{ patient { name bill } }', as: clerk },
  { name: 'decides for each caller alone: another, with the same operation', operation: '{ patient { name bill } }' },
  {
    name: 'does not answer a join from outside',
    operation: '{ _entities(representations: [{ __typename: "Patient", id: "p1" }]) { ... on Patient { bill } } }',
    differs: 'Neither has such a field.',
  },
  { name: 'does not give the SDL of a subgraph', operation: '{ _service { sdl } }', differs: 'Neither has such a field.' },
  {
    name: 'answers introspection beside what it cuts, and tells nothing of classes',
    operation: '{ __type(name: "Patient") { fields { name } } __schema { directives { name } } ledger { total } }',
  },
  { name: 'cuts beside the type name', operation: '{ __typename patient { __typename t: __typename bill } }' },
];

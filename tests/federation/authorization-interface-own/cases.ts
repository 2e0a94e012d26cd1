import type { Case } from '../harness/scenario.ts';

export const isEnforced = true;

/** Composition of today refuses labels on interfaces; earlier ones wrote them, and nobody held the types to them. */
export const rewriteSupergraph = (sdl: string): string =>
  sdl
    .replace(/(interface Node[^{]*\{[^}]*secret: String)/, '$1 @policy(policies: [["billing"]])')
    .replace('interface Signed', 'interface Signed @authenticated');

const clerk = { role: 'billing-clerk', purpose: 'HPAYMT' };

export const cases: readonly Case[] = [
  { name: 'holds the interface to its label', operation: '{ nodes { id secret } }' },
  { name: 'holds its types to it in an inline fragment', operation: '{ nodes { id ... on Patient { secret } } }' },
  { name: 'holds its types to it in a named fragment', operation: '{ nodes { id ...F } } fragment F on Claim { secret }' },
  { name: 'holds its types to it in a fragment without a type', operation: '{ nodes { ... { ... on Patient { x: secret } } id } }' },
  { name: 'holds its types to it wherever they come from', operation: '{ patient { id secret } }' },
  { name: 'holds its types to what it asks for as a whole', operation: '{ signed { id ... on Letter { id } } open }', as: 'nobody' },
  {
    name: 'answers who meets it',
    operation: '{ nodes { id secret ... on Patient { x: secret } } patient { secret } signed { id } }',
    as: clerk,
  },
];

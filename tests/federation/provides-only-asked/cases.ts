import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'asks for the key alone', operation: '{ record { id } }' },
  { name: 'never asks for what is provided and not asked', operation: '{ record { id name } }' },
  { name: 'keeps an alias', operation: '{ record { id shown: name } }' },
  { name: 'keeps fragments', operation: '{ record { ... { name } ... on Record { extra } } }' },
  { name: 'asks the owner for the rest, and only for that', operation: '{ record { name extra } }' },
  { name: 'does so in a list', operation: '{ records { name extra } }' },
  { name: 'keeps a skipped member out', operation: '{ record { id ... on Record @skip(if: true) { note } } }' },
];

import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'uses the resolvable key although a non-resolvable one stands first', operation: '{ bed { inB inA } }' },
  { name: 'follows a stub to the subgraph that knows the record', operation: '{ chart { bed { code inA inB } } }' },
  { name: 'joins from the other side', operation: '{ wards { beds { inA inB } } }' },
  { name: 'comes back from a stub of the parent', operation: '{ wards { beds { ward { beds { code } } } } }' },
  { name: 'answers a stub alone from where it stands', operation: '{ chart { bed { id code } } }' },
];

import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'gives an argument from an object above', operation: '{ ward { bed { label } } }', differs: 'One server has no context.' },
  { name: 'gives each list its own', operation: '{ wards { id beds { id label } } }', differs: 'One server has no context.' },
  { name: 'gives it beside a join', operation: '{ wards { bed { label weight plain } } }', differs: 'One server has no context.' },
  { name: 'asks for nothing more without it', operation: '{ wards { bed { plain } } }' },
  { name: 'does not show what only the context needed', operation: '{ wards { beds { label } } }', differs: 'One server has no context.' },
];

import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  {
    name: 'asks one question for one selection at several places',
    operation: '{ today { doctor { name } } yesterday { doctor { name } } latest { second { name } } }',
  },
  { name: 'asks for each record once, wherever it stands', operation: '{ today { doctor { name } second { name } } }' },
  {
    name: 'keeps places apart that ask different arguments under one name',
    operation: '{ today { doctor { name } } latest { doctor { name(short: true) } } }',
  },
  {
    name: 'goes on from shared records without mixing places',
    operation: '{ today { doctor { unit { floor } } } latest { doctor { unit { title } } } }',
  },
  { name: 'goes on from one record that stands twice', operation: '{ today { doctor { unit { title head { name } } } } }' },
  {
    name: 'copies what it shares',
    operation: '{ today { doctor { unit { head { unit { floor } } } } second { unit { head { name(short: true) } } } } }',
  },
];

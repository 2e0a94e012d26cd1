import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: "keeps a subgraph's code and gives the client's path", operation: '{ failing }' },
  { name: 'spreads null to the whole answer', operation: '{ failingRequired }' },
  { name: 'keeps the path through lists and aliases', operation: '{ rows: maybe { why: a } }' },
  { name: 'gives the path of a joined member', operation: '{ maybe { b } }' },
  { name: 'gives the path of each place where one entity stands', operation: '{ item { b } maybe { b } }' },
  { name: 'stops null at the nearest member that may be null', operation: '{ maybe { id bRequired } }' },
  {
    name: 'spreads null through a list that must not hold it',
    operation: '{ item { id } list { id bRequired } }',
    differs: 'One server stops at the first null that spreads to the whole answer.',
  },
  { name: 'reports a required member that came as null, once', operation: '{ maybe { aRequired } }' },
  { name: 'spreads through nested required lists', operation: '{ maybe { childrenRequired { id } } }' },
  { name: 'keeps errors inside nested lists', operation: '{ nested { leaf deep { leafRequired deep { leaf } } } }' },
  { name: 'keeps two errors of one object', operation: '{ item { a b } }' },
  { name: 'reports one error for two aliases each', operation: '{ item { x: b y: b } }' },
  { name: 'joins below what was joined', operation: '{ item { children { b children { b } } } }' },
];

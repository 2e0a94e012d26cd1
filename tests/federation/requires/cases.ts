import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'brings a required member to the subgraph that computes', operation: '{ medicines { doubled } }' },
  { name: 'brings a required nested member', operation: '{ medicines { packMg } }' },
  { name: 'sends a required null as null', operation: '{ medicines { isImported } }' },
  { name: 'brings a required list of objects', operation: '{ medicines { totalMg } }' },
  { name: 'brings what several fields require in one question', operation: '{ medicines { packMg isImported totalMg doubled } }' },
  { name: 'computes with what another computation gave', operation: '{ medicines { isStrong } }' },
  { name: 'does not show what was only required', operation: '{ medicines { id isStrong } }' },
  { name: 'shows what was required when the client asks too', operation: '{ medicines { strengthMg form { code unitsPerPack } packMg } }' },
  { name: "passes the client's own arguments", operation: '{ medicines { summary(prefix: "total") } }' },
  { name: 'uses the default of an argument', operation: '{ medicines { summary } }' },
  { name: "keeps the client's alias of a required member", operation: '{ medicines { mg: strengthMg doubled } }' },
  { name: 'computes for one alias and another', operation: '{ medicines { a: summary(prefix: "a") b: summary(prefix: "b") } }' },
];

import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'asks one subgraph when it knows everything', operation: '{ patients { id name } }' },
  { name: 'asks for all patients of a list at once', operation: '{ patients { name encounters { reason } } }' },
  { name: 'crosses three subgraphs, level by level', operation: '{ patients { name encounters { reason facility { name beds } } } }' },
  { name: 'goes back to the first subgraph for the parent', operation: '{ encounter(id: "e1") { reason patient { name birthDate } } }' },
  {
    name: 'asks once for a patient who stands at many places',
    operation: '{ patients { encounters { patient { name } } lastEncounter { patient { birthDate } } } }',
  },
  { name: 'asks nobody about a record that is not there', operation: '{ patient(id: "none") { name encounters { reason } } }' },
  { name: 'keeps a null that a subgraph gave', operation: '{ encounter(id: "e3") { reason facility { name } patient { birthDate } } }' },
  { name: 'asks two subgraphs side by side at the root', operation: '{ patient(id: "p1") { name } encounter(id: "e3") { reason } }' },
  {
    name: 'follows aliases through a join',
    operation: '{ someone: patient(id: "p2") { calledBy: name visits: encounters { why: reason at: facility { title: name } } } }',
  },
  {
    name: 'keeps two aliases of one root field apart',
    operation: '{ a: patient(id: "p1") { name encounters { reason } } b: patient(id: "p2") { name encounters { reason } } }',
  },
];

import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'adds members to an interface with a key', operation: '{ orders { code price } }' },
  { name: 'adds members to its types', operation: '{ orders { ... on LabOrder { result } ... on ScanOrder { report urgent } } }' },
  { name: 'mixes both', operation: '{ orders { price ... on LabOrder { specimen result } ... on ScanOrder { region report } } }' },
  {
    name: 'goes through a wider interface',
    operation: '{ any { id __typename ... on Order { code price } ... on ScanOrder { urgent } } }',
  },
  { name: 'starts from one type', operation: '{ pending { price result code } }' },
  {
    name: 'goes through the interface object to the types',
    operation: '{ orders { notes { text order { __typename code ... on ScanOrder { urgent } } } } }',
  },
  { name: 'asks the interface object from one type only', operation: '{ orders { ... on LabOrder { price notes { text } } } }' },
  {
    name: 'keeps aliases over three subgraphs',
    operation: '{ orders { a: price b: code ... on LabOrder { c: result } ... on ScanOrder { c: report } } }',
  },
];

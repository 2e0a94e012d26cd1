import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'runs one mutation', operation: 'mutation { admit(name: "Lan") { id name } }' },
  { name: 'joins what a mutation gave', operation: 'mutation { admit(name: "Lan") { id name bed } }' },
  {
    name: 'runs them in order across subgraphs',
    operation:
      'mutation { admit(name: "Lan") { id } assign(id: "1", bed: 7) { bed name } rename(input: { id: "1", name: "Hoa" }) { name } }',
  },
  {
    name: 'sees before and after under aliases',
    operation: 'mutation { admit(name: "Lan") { name } before: assign(id: "1", bed: 1) { bed } after: assign(id: "1", bed: 2) { bed } }',
  },
  { name: 'uses the default of an input field', operation: 'mutation { admit(name: "Lan") { name } rename(input: { id: "1" }) { name } }' },
  {
    name: 'passes variables',
    operation: 'mutation Admit($name: String!, $bed: Int!) { admit(name: $name) { name } assign(id: "1", bed: $bed) { bed } }',
    operationName: 'Admit',
    variables: { name: 'Minh', bed: 4 },
  },
  { name: 'goes on after a failed one', operation: 'mutation { fail { id } admit(name: "Lan") { name } discharge(id: "1") }' },
  { name: 'gives no data when a required one fails', operation: 'mutation { failRequired { id } }' },
  { name: 'runs the same mutation twice', operation: 'mutation { a: admit(name: "Lan") { id } b: admit(name: "Lan") { id } }' },
  {
    name: 'asks again after a mutation what it asked before one',
    operation:
      'mutation { admit(name: "Lan") { bed } assign(id: "1", bed: 7) { name } rename(input: { id: "1", name: "Hoa" }) { name bed } }',
  },
  { name: 'answers the type of the root', operation: 'mutation { __typename discharge(id: "none") }' },
];

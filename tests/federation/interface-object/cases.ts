import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: 'adds members to every type of an interface', operation: '{ media { title reviews { text } } }' },
  { name: 'adds them to one of its types', operation: '{ books { pages reviews { text } score } }' },
  { name: 'adds them under a type condition', operation: '{ media { ... on Book { score pages } ... on Film { minutes } } }' },
  { name: 'finds the type of an object that only knows its interface', operation: '{ topReviewed { __typename id } }' },
  { name: 'finds the type only when it matters', operation: '{ topReviewed { id score } }' },
  { name: 'finds the type for a condition', operation: '{ topReviewed { score ... on Book { pages } ... on Film { minutes } } }' },
  { name: 'goes to the interface for its own members', operation: '{ topReviewed { title } }' },
  { name: 'requires a member of another interface object', operation: '{ media { price } }' },
  { name: 'requires a member of the interface', operation: '{ media { label } }' },
  { name: 'requires from where only the interface is known', operation: '{ topReviewed { label price } }' },
  {
    name: 'comes back through an interface object',
    operation: '{ review { about { __typename ... on Film { minutes } reviews { text } } } }',
  },
  { name: 'keeps aliases on both sides', operation: '{ media { a: score b: title ... on Book { n: pages } } }' },
  { name: 'answers one medium by its id', operation: '{ medium(id: "f1") { __typename title score price } }' },
  { name: 'answers nothing for an unknown id', operation: '{ medium(id: "zz") { __typename title score } }' },
];

import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  {
    name: 'gives nulls and one error when a subgraph cuts the connection',
    operation: '{ patients { name allergies } }',
    faults: { b: 'cuts-the-connection' },
  },
  { name: 'never gives an empty list for a subgraph that failed', operation: '{ patients { allergies } }', faults: { b: 'answers-500' } },
  { name: 'knows a page of HTML from an answer', operation: '{ patients { name allergies } }', faults: { b: 'answers-html' } },
  { name: 'knows broken JSON from an answer', operation: '{ patients { name allergies } }', faults: { b: 'answers-invalid-json' } },
  { name: 'knows a list from an answer', operation: '{ patients { name allergies } }', faults: { b: 'answers-a-list' } },
  { name: 'does not guess when an entity is missing', operation: '{ patients { name allergies } }', faults: { b: 'forgets-an-entity' } },
  { name: 'gives up on a silent subgraph at the deadline', operation: '{ patients { name allergies } }', faults: { b: 'is-silent' } },
  {
    name: 'spreads null from a required member that could not be had, without a second error',
    operation: '{ patient { name weight } ping }',
    faults: { b: 'cuts-the-connection' },
  },
  { name: 'keeps what other subgraphs gave', operation: '{ ping pong pang patient { name } }', faults: { b: 'answers-500' } },
  { name: 'names the root field when it is only one', operation: '{ ping pong }', faults: { b: 'answers-500' } },
  { name: 'does not ask further when a join failed', operation: '{ patient { name visits { cost } } }', faults: { b: 'answers-500' } },
  {
    name: 'gives the place of the objects that stay empty',
    operation: '{ patient { visits { at cost } } }',
    faults: { c: 'cuts-the-connection' },
  },
  {
    name: 'gives one error for each subgraph that failed',
    operation: '{ ping pong patient { visits { cost } } }',
    faults: { b: 'answers-500', a: 'answers-html' },
  },
  {
    name: 'tells a failed fetch only once when it was asked for two places',
    operation: '{ patient { allergies } patients { allergies } }',
    faults: { b: 'answers-500' },
  },
];

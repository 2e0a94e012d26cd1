import { describe, expect, it } from '@jest/globals';
import type { ExpectedAnswer } from './expected-answer.ts';
import { aFetch, anEntityFetch, at, compileForTest, inSequence } from './testing.ts';

const SCHEMA = `
  type Query { patients: [Patient] node: Node name: String names: [[String]] }
  interface Node { id: ID! }
  type Patient implements Node { id: ID! name: String encounters: Encounters tags: [String] }
  type Encounters { nodes: [Encounter!] total: Int }
  type Encounter implements Node { id: ID! note: String subject: Patient }`;

const tooMany = 10;

/** What is expected of the answers to both fetches of a plan: patients 1 and 2, and what one subgraph adds to them. */
async function expectedOf(
  selection: string,
  root = '{patients{__typename id}}',
): Promise<{ readonly root: ExpectedAnswer; readonly entities: ExpectedAnswer }> {
  const expected: ExpectedAnswer[] = [];
  const plan = inSequence(aFetch({ operation: root }), at('patients.@', anEntityFetch('b', 'Patient', selection)));
  await compileForTest({ schema: SCHEMA, operation: '{ patients { id } }', plan }).execute({
    variables: {},
    fetch: async ({ expects }) => {
      if (expects !== undefined) expected.push(expects);
      return expected.length === 1
        ? { data: { patients: [1, 2, 1].map((id) => ({ __typename: 'Patient', id: String(id) })) } }
        : { data: { _entities: [null, null] } };
    },
  });
  const [first, second] = expected;
  if (first === undefined || second === undefined) throw new Error('The plan did not ask twice.');
  return { root: first, entities: second };
}

const patient = (id: string, more = {}) => ({ __typename: 'Patient', id, ...more });
const entities = (...given: readonly unknown[]) => ({ data: { _entities: given } });
const violation = (expected: string) =>
  expect.objectContaining({ code: 'SUBGRAPH_INVALID_ANSWER', details: { subgraph: 'b', violation: expected } });

describe('the answer to a question about entities', () => {
  it.each<[string, string, unknown]>([
    ['count', 'too few', entities(patient('1'))],
    ['count', 'too many', entities(patient('1'), patient('2'), patient('3'))],
    ['key', 'another patient', entities(patient('1'), patient('3'))],
    ['key', 'patients in another order', entities(patient('2'), patient('1'))],
    ['type', 'a foreign type', entities(patient('1'), { __typename: 'Encounter', id: '2' })],
    ['type', 'a type that there is not', entities(patient('1'), { __typename: 'X', id: '2' })],
    ['type', 'a foreign type below', entities(patient('1', { encounters: { nodes: [{ __typename: 'Patient' }] } }), null)],
    ['shape', 'a text for an entity', entities('x', null)],
    ['shape', 'an object for the list', { data: { _entities: {} } }],
    ['shape', 'a list for an object', entities(patient('1', { encounters: [] }), null)],
    ['shape', 'an object for a list', entities(patient('1', { encounters: { nodes: {} } }), null)],
    ['shape', 'a number in a list of objects', entities(patient('1', { encounters: { nodes: [1] } }), null)],
    ['list', 'a giant list', entities(patient('1', { tags: new Array(11).fill(null) }), null)],
    ['list', 'many lists', entities(patient('1', { tags: ['', '', '', '', '', ''] }), patient('2', { tags: ['', '', '', '', ''] }))],
    ['shape', 'no object of data', { data: [] }],
  ])('is refused as %s when it holds %s', async (expected, _, answer) => {
    const { entities: expects } = await expectedOf('__typename id tags encounters{nodes{__typename note}}');

    expect(() => expects.check(answer, tooMany)).toThrow(violation(expected));
  });

  it.each<[string, unknown]>([
    [
      'what was asked about',
      entities(patient('1', { encounters: { nodes: [{ __typename: 'Encounter', note: 'x' }] }, tags: ['a'] }), patient('2')),
    ],
    ['nothing there', entities(null, null)],
    ['errors in place of data', { data: null, errors: [{ message: 'No.' }] }],
    ['a key as a number, which is the same in JSON of ids', entities({ id: 1 }, { id: 2 })],
    ['nulls below', entities(patient('1', { encounters: null, tags: null }), patient('2', { encounters: { nodes: [null] } }))],
  ])('is taken with %s', async (_, answer) => {
    const { entities: expects } = await expectedOf('__typename id tags encounters{nodes{__typename note}}');

    expect(() => expects.check(answer, tooMany)).not.toThrow();
    expect(expects.count).toBe(2);
  });

  it('knows the key under another name', async () => {
    const { entities: expects } = await expectedOf('key:id name');

    expect(() => expects.check(entities({ key: '1' }, { key: '3' }), tooMany)).toThrow(violation('key'));
  });

  it('may be part of it, from one of several endpoints', async () => {
    const { entities: expects } = await expectedOf('id name');

    const part = expects.part([1]);

    expect(() => part.check(entities(patient('2')), tooMany)).not.toThrow();
    expect(() => part.check(entities(patient('1')), tooMany)).toThrow(violation('key'));
    expect(() => part.check(entities(patient('1'), patient('2')), tooMany)).toThrow(violation('count'));
  });

  it('can be about no other patients than those, unless it leads to others', async () => {
    const [own, others] = [await expectedOf('id encounters{nodes{note}}'), await expectedOf('id encounters{nodes{subject{id}}}')];

    expect(own.entities.keysOf('Patient')).toEqual(new Set(['1', '2']));
    expect(own.entities.part([0]).keysOf('Patient')).toEqual(new Set(['1']));
    expect(own.entities.keysOf('Encounter')).toBeUndefined();
    expect(others.entities.keysOf('Patient')).toBeUndefined();
    expect(own.root.keysOf('Patient')).toBeUndefined();
  });
});

describe('the answer to a question of its own', () => {
  const root = '{patients{__typename id} node{__typename id ...on Patient{tags}} names}';

  it.each<[string, string, unknown]>([
    ['type', 'a foreign type', { patients: [{ __typename: 'Encounter' }] }],
    ['type', 'what is no node', { node: { __typename: 'Encounters' } }],
    ['shape', 'an object for a list', { patients: {} }],
    ['list', 'a giant list', { patients: new Array(11).fill(null) }],
    ['list', 'lists of lists', { names: [new Array(5).fill(''), new Array(5).fill('')] }],
    ['list', 'a giant list of one of its types', { node: patient('1', { tags: new Array(11).fill('') }) }],
  ])('is refused as %s when it holds %s', async (expected, _, data) => {
    const { root: expects } = await expectedOf('id', root);

    expect(() => expects.check({ data }, tooMany)).toThrow(expect.objectContaining({ details: { subgraph: 'a', violation: expected } }));
  });

  it('is taken with nodes of any type that is one', async () => {
    const { root: expects } = await expectedOf('id', root);

    expect(() =>
      expects.check({ data: { node: { __typename: 'Encounter', id: '1' }, patients: [patient('1')], names: [['a']] } }, tooMany),
    ).not.toThrow();
    expect(expects.count).toBeUndefined();
  });
});

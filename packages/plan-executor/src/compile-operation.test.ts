import { describe, expect, it } from '@jest/globals';
import { aFetch, anEntityFetch, at, inParallel, inSequence, runForTest, type Setup } from './testing.ts';

const schema = `
  type Query { people: [Person] one: Person required: String! number: Int! }
  type Mutation { first: String second: String }
  type Person { id: ID! name: String age: Int friend: Person required: String! tags: [String!] }
`;

const people = aFetch({ operation: '{people{__typename id}}' });
const names = at('people.@', anEntityFetch('b', 'Person', 'name'));
const setup: Setup = { schema, operation: '{ people { name } }', plan: inSequence(people, names) };
const createTwo = () => ({
  data: {
    people: [
      { __typename: 'Person', id: '1' },
      { __typename: 'Person', id: '2' },
    ],
  },
});

describe('executing a plan', () => {
  it('joins two subgraphs and shows the client only what it asked for', async () => {
    const { data, errors, asked } = await runForTest(setup, ({ subgraph }) =>
      subgraph === 'a' ? createTwo() : { data: { _entities: [{ name: 'Lan' }, { name: null }] } },
    );

    expect(data).toEqual({ people: [{ name: 'Lan' }, { name: null }] });
    expect(errors).toBeUndefined();
    expect(asked[1]).toContain('"variables":{"representations":[{"__typename":"Person","id":"1"},{"__typename":"Person","id":"2"}]}');
  });

  it('asks once about equal entities and gives each place a copy', async () => {
    const same = { data: { people: [{ __typename: 'Person', id: '1' }, null, { __typename: 'Person', id: '1' }] } };

    const { data, asked } = await runForTest(setup, ({ subgraph, variables }) =>
      subgraph === 'a' ? same : { data: { _entities: (variables['representations'] as unknown[]).map(() => ({ name: 'Lan' })) } },
    );

    expect(data).toEqual({ people: [{ name: 'Lan' }, null, { name: 'Lan' }] });
    expect(asked[1]).toContain('"representations":[{"__typename":"Person","id":"1"}]');
  });

  it('asks nobody when there is nothing to ask about', async () => {
    const { data, asked } = await runForTest(setup, () => ({ data: { people: [] } }));

    expect(data).toEqual({ people: [] });
    expect(asked).toHaveLength(1);
  });

  it('gives nulls and one error when a subgraph is down', async () => {
    const { data, errors } = await runForTest(setup, ({ subgraph }) => {
      if (subgraph === 'a') return createTwo();
      throw new Error('connect ECONNREFUSED');
    });

    expect(data).toEqual({ people: [{ name: null }, { name: null }] });
    expect(errors).toEqual([
      {
        message: 'A subgraph did not answer; what it owns is null.',
        path: ['people'],
        extensions: { subgraph: 'b', code: 'SUBGRAPH_UNAVAILABLE' },
      },
    ]);
  });

  it('keeps the reason of a cancelled request', async () => {
    const controller = new AbortController();
    controller.abort(new Error('left'));

    const { data, errors } = await runForTest(setup, () => Promise.reject(controller.signal.reason), {}, controller.signal);

    expect(data).toEqual({ people: null });
    expect(errors).toMatchObject([{ path: ['people'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
  });

  it("gives the client's path for a subgraph's error, at every place of the entity", async () => {
    const same = {
      data: {
        people: [
          { __typename: 'Person', id: '1' },
          { __typename: 'Person', id: '1' },
        ],
      },
    };
    const failure = { message: 'No.', path: ['_entities', 0, 'name'], extensions: { code: 'FORBIDDEN' } };

    const { errors } = await runForTest(setup, ({ subgraph }) =>
      subgraph === 'a' ? same : { data: { _entities: [{ name: null }] }, errors: [failure] },
    );

    expect(errors).toEqual([0, 1].map((index) => ({ message: 'No.', path: ['people', index, 'name'], extensions: { code: 'FORBIDDEN' } })));
  });

  it('cuts a path at a member that only the plan asked for', async () => {
    const failure = { message: 'No.', path: ['people', 0, 'id'] };

    const { errors } = await runForTest(setup, () => ({ data: { people: [null] }, errors: [failure] }));

    expect(errors).toEqual([{ message: 'No.', path: ['people', 0] }]);
  });

  it('never repeats a text that names something hidden', async () => {
    const { errors } = await runForTest({ ...setup, hiddenNames: ['ssn'] }, () => ({
      data: { people: null },
      errors: [{ message: 'ssn failed', path: ['people'] }],
    }));

    expect(errors).toEqual([{ message: 'A subgraph could not answer this part.', path: ['people'] }]);
  });

  it('spreads null to the whole answer, with one error', async () => {
    const { data, errors } = await runForTest({ schema, operation: '{ required }', plan: aFetch({ operation: '{required}' }) }, () => ({
      data: { required: null },
    }));

    expect(data).toBeNull();
    expect(errors).toEqual([
      {
        message: 'Cannot return null for non-nullable field Query.required.',
        path: ['required'],
        extensions: { code: 'SUBGRAPH_INVALID_ANSWER' },
      },
    ]);
  });

  it("refuses a value that is none of the type's", async () => {
    const { data, errors } = await runForTest(
      { schema, operation: '{ one { age tags } }', plan: aFetch({ operation: '{one{age tags}}' }) },
      () => ({
        data: { one: { age: 'three', tags: 'none' } },
      }),
    );

    expect(data).toEqual({ one: { age: null, tags: null } });
    expect(errors).toMatchObject([{ path: ['one', 'age'] }, { path: ['one', 'tags'] }]);
  });

  it('says so when the plan asks nobody for a field', async () => {
    const { data, errors } = await runForTest({ schema, operation: '{ one { name } }', plan: undefined }, () => undefined);

    expect(data).toEqual({ one: null });
    expect(errors).toEqual([
      { message: 'No subgraph can answer this field.', path: ['one'], extensions: { code: 'SUBGRAPH_INVALID_ANSWER' } },
    ]);
  });

  it('runs mutations one after the other, also past a failed one', async () => {
    const plan = inSequence(
      aFetch({ operation: 'mutation{first}', operationKind: 'mutation' }),
      aFetch({ serviceName: 'b', operation: 'mutation{second}', operationKind: 'mutation' }),
    );

    const { data, errors, asked } = await runForTest({ schema, operation: 'mutation { first second }', plan }, ({ subgraph }) =>
      subgraph === 'a' ? { data: { first: null }, errors: [{ message: 'No.', path: ['first'] }] } : { data: { second: 'done' } },
    );

    expect(data).toEqual({ first: null, second: 'done' });
    expect(errors).toEqual([{ message: 'No.', path: ['first'] }]);
    expect(asked.map((text) => text[0])).toEqual(['a', 'b']);
  });

  it('folds equal fetches for two paths into one', async () => {
    const plan = inSequence(
      aFetch({ operation: '{people{__typename id} one{__typename id}}' }),
      inParallel(names, at('one', anEntityFetch('b', 'Person', 'name'))),
    );

    const { data, asked } = await runForTest({ schema, operation: '{ people { name } one { name } }', plan }, ({ subgraph }) =>
      subgraph === 'a'
        ? { data: { ...createTwo().data, one: { __typename: 'Person', id: '2' } } }
        : { data: { _entities: [{ name: 'Lan' }, { name: 'Minh' }] } },
    );

    expect(data).toEqual({ people: [{ name: 'Lan' }, { name: 'Minh' }], one: { name: 'Minh' } });
    expect(asked).toHaveLength(2);
  });

  it('sends a question that stands twice in a plan once', async () => {
    const friends = aFetch({ serviceName: 'b', operation: '{one{name}}' });

    const { data, asked } = await runForTest(
      { schema, operation: '{ one { name } }', plan: inSequence(friends, { ...friends, operationName: 'Same__b__1' }, friends) },
      () => ({
        data: { one: { name: 'Lan' } },
      }),
    );

    expect(data).toEqual({ one: { name: 'Lan' } });
    expect(asked).toHaveLength(2);
  });

  it('takes the clause of a condition that holds', async () => {
    const plan = { kind: 'Condition', condition: 'with', ifClause: people, elseClause: aFetch({ operation: '{one{name}}' }) } as const;
    const operation = 'query ($with: Boolean!) { people @include(if: $with) { id } one @skip(if: $with) { name } }';
    const answer = () => ({ data: { people: [], one: { name: 'Lan' } } });

    const kept = await runForTest({ schema, operation, plan }, answer, { with: true });
    const skipped = await runForTest({ schema, operation, plan }, answer, { with: false });

    expect(kept.data).toEqual({ people: [] });
    expect(skipped.data).toEqual({ one: { name: 'Lan' } });
  });

  it('sends the deferred part of a plan with the rest', async () => {
    const plan = { kind: 'Defer', primary: { node: people }, deferred: [{ node: names }] } as const;

    const { data } = await runForTest({ ...setup, plan }, ({ subgraph }) =>
      subgraph === 'a' ? createTwo() : { data: { _entities: [{ name: 'Lan' }, { name: 'Minh' }] } },
    );

    expect(data).toEqual({ people: [{ name: 'Lan' }, { name: 'Minh' }] });
  });

  it('reads names that every object inherits only where they were answered', async () => {
    const operation = '{ one { constructor: name toString: age __proto__: required } }';

    const { data } = await runForTest(
      { schema, operation, plan: aFetch({ operation: '{one{constructor:name toString:age __proto__:required}}' }) },
      () => JSON.parse('{"data":{"one":{"toString":3,"__proto__":"own"}}}'),
    );

    expect(JSON.stringify(data)).toBe('{"one":{"constructor":null,"toString":3,"__proto__":"own"}}');
  });
});

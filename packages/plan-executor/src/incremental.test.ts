import { describe, expect, it } from '@jest/globals';
import { compileOperation } from './compile-operation.ts';
import type { DeferNode, PlanNode } from './query-plan.ts';
import { type Answer, aFetch, anEntityFetch, at, compileOptionsOf, inSequence, recorded } from './testing.ts';

const schema = `
  directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
  type Query { people: [Person] one: Person node: Node }
  interface Node { id: ID! }
  type Person implements Node { id: ID! name: String age: Int slow: String sure: String! friend: Person }
`;
const people = aFetch({ id: '0', operation: '{people{__typename id name}}' });
const slowOf = (label: string, path = 'people.@', selection = 'slow'): DeferNode['deferred'][number] => ({
  label,
  depends: [{ id: '0' }],
  node: at(path, anEntityFetch('b', 'Person', selection)),
});
const deferring = (first: PlanNode, ...deferred: DeferNode['deferred']): DeferNode => ({
  kind: 'Defer',
  primary: { node: first },
  deferred,
});
const two = () => ({ data: { people: ['1', '2'].map((id) => ({ __typename: 'Person', id, name: `n${id}` })) } });
const entities: (value: unknown) => Answer =
  (value) =>
  ({ subgraph, variables }) =>
    subgraph === 'a' ? two() : { data: { _entities: (variables['representations'] as unknown[]).map(() => value) } };

async function incrementally(operation: string, plan: PlanNode, answer: Answer, variables: Record<string, unknown> = {}) {
  const { asked, fetch } = recorded(answer);
  const { initial, subsequent } = await compileOperation(compileOptionsOf({ schema, operation, plan })).executeIncrementally({
    variables,
    fetch,
  });
  const following: unknown[] = [];
  const first = JSON.parse(JSON.stringify(initial)) as unknown;
  const askedFirst = asked.length;
  if (subsequent !== undefined) for await (const part of subsequent) following.push(JSON.parse(JSON.stringify(part)));
  return { first, following, asked, askedFirst, isIncremental: subsequent !== undefined };
}

describe('deferred parts', () => {
  it('follow the first answer, with the path of each object and the label of the client', async () => {
    const { first, following } = await incrementally(
      '{ people { name ... @defer(label: "later") { slow } } }',
      deferring(people, slowOf('0:later')),
      entities({ slow: 'at last' }),
    );

    expect(first).toEqual({ data: { people: [{ name: 'n1' }, { name: 'n2' }] } });
    expect(following).toEqual([
      {
        incremental: [0, 1].map((index) => ({ path: ['people', index], label: 'later', data: { slow: 'at last' } })),
        hasNext: false,
      },
    ]);
  });

  it('do not hold the first answer up', async () => {
    const held = Promise.withResolvers<unknown>();
    const { fetch } = recorded(({ subgraph }) => (subgraph === 'a' ? two() : held.promise));
    const plan = deferring(people, slowOf('0'));
    const compiled = compileOperation(compileOptionsOf({ schema, operation: '{ people { name ... @defer { slow } } }', plan }));

    const { initial, subsequent } = await compiled.executeIncrementally({ variables: {}, fetch });
    held.resolve({ data: { _entities: [{ slow: 'a' }, { slow: 'b' }] } });

    expect(initial.data).toEqual({ people: [{ name: 'n1' }, { name: 'n2' }] });
    expect((await subsequent?.next())?.value).toMatchObject({
      incremental: [{ data: { slow: 'a' } }, { data: { slow: 'b' } }],
      hasNext: false,
    });
  });

  it('begin when what they depend on is there, beside the rest of the first answer', async () => {
    const held = Promise.withResolvers<unknown>();
    const plan = deferring(inSequence(people, aFetch({ serviceName: 'c', operation: '{one{name}}' })), slowOf('0'));
    const askedB = Promise.withResolvers<void>();
    const running = incrementally('{ people { name ... @defer { slow } } one { name } }', plan, async (request) => {
      if (request.subgraph === 'c') return held.promise;
      if (request.subgraph === 'b') askedB.resolve();
      return entities({ slow: 'early' })(request);
    });

    await askedB.promise; // While the first answer still waits for c.
    held.resolve({ data: { one: { name: 'Lan' } } });

    expect(await running).toMatchObject({ first: { data: { one: { name: 'Lan' } } }, following: [{ incremental: [{}, {}] }] });
  });

  it('come in the order in which they are ready', async () => {
    const held = Promise.withResolvers<unknown>();
    const slow = { ...slowOf('0:slow') };
    const quick = { label: '1:quick', depends: [{ id: '0' }], node: at('people.@', anEntityFetch('c', 'Person', 'age')) };
    const { following } = await incrementally(
      '{ people { name ... @defer(label: "slow") { slow } ... @defer(label: "quick") { age } } }',
      deferring(people, slow, quick),
      ({ subgraph }) => {
        if (subgraph === 'a') return two();
        if (subgraph === 'b') return held.promise;
        queueMicrotask(() => setImmediate(() => held.resolve({ data: { _entities: [{ slow: 'a' }, { slow: 'b' }] } })));
        return { data: { _entities: [{ age: 1 }, { age: 2 }] } };
      },
    );

    expect(following).toMatchObject([
      { incremental: [{ label: 'quick' }, { label: 'quick' }], hasNext: true },
      { incremental: [{ label: 'slow' }, { label: 'slow' }], hasNext: false },
    ]);
  });

  it('within deferred parts come behind them', async () => {
    const inner = deferring(at('people.@', anEntityFetch('b', 'Person', 'slow')), {
      label: '1:in',
      depends: [{ id: '0' }],
      node: at('people.@', anEntityFetch('b', 'Person', 'age')),
    });
    const { first, following } = await incrementally(
      '{ people { name ... @defer(label: "out") { slow ... @defer(label: "in") { age } } } }',
      deferring(people, { label: '0:out', depends: [{ id: '0' }], node: inner }),
      entities({ slow: 's', age: 7 }),
    );

    expect(first).toEqual({ data: { people: [{ name: 'n1' }, { name: 'n2' }] } });
    expect(following).toMatchObject([
      { incremental: [{ label: 'out', data: { slow: 's' } }, {}], hasNext: true },
      { incremental: [{ label: 'in', data: { age: 7 } }, {}], hasNext: false },
    ]);
  });

  it('have their own errors, and leave the first answer whole', async () => {
    const { first, following } = await incrementally(
      '{ people { name ... @defer { slow } } }',
      deferring(people, slowOf('0')),
      ({ subgraph }) => {
        if (subgraph === 'a') return two();
        return { data: { _entities: [{ slow: 's' }, { slow: null }] }, errors: [{ message: 'No.', path: ['_entities', 1, 'slow'] }] };
      },
    );

    expect(first).not.toHaveProperty('errors');
    expect(following).toEqual([
      {
        incremental: [
          { path: ['people', 0], data: { slow: 's' } },
          { path: ['people', 1], data: { slow: null }, errors: [{ message: 'No.', path: ['people', 1, 'slow'] }] },
        ],
        hasNext: false,
      },
    ]);
  });

  it('are null as a whole where a null spreads, with the path of the fault', async () => {
    const { following } = await incrementally(
      '{ people { name ... @defer { sure } } }',
      deferring(people, slowOf('0', 'people.@', 'sure')),
      entities({ sure: null }),
    );

    expect(following).toMatchObject([
      {
        incremental: [0, 1].map((index) => ({
          path: ['people', index],
          data: null,
          errors: [{ path: ['people', index, 'sure'], extensions: { code: 'SUBGRAPH_INVALID_ANSWER' } }],
        })),
      },
    ]);
  });

  it('are not told of objects that the client did not get', async () => {
    const { first, following } = await incrementally('{ people { name ... @defer { slow } } }', deferring(people, slowOf('0')), () => ({
      data: { people: [null] },
    }));

    expect(first).toEqual({ data: { people: [null] } });
    expect(following).toEqual([{ hasNext: false }]);
  });

  it('are not told of objects that their fragment is not about', async () => {
    const plan = deferring(aFetch({ id: '0', operation: '{node{__typename id}}' }), slowOf('0', 'node'));

    const { following } = await incrementally('{ node { id ... on Person @defer { slow } } }', plan, () => ({
      data: { node: { __typename: 'Other', id: '1' } },
    }));

    expect(following).toEqual([{ hasNext: false }]);
  });

  it('wait for nothing that was skipped', async () => {
    const plan = deferring(
      { kind: 'Condition', condition: 'with', ifClause: people },
      { label: '0', depends: [{ id: '0' }], node: aFetch({ serviceName: 'b', operation: '{one{slow}}' }) },
    );

    const { following } = await incrementally(
      'query ($with: Boolean!) { people @include(if: $with) { name } ... @defer { one { slow } } }',
      plan,
      () => ({ data: { one: { slow: 's' } } }),
      { with: false },
    );

    expect(following).toEqual([{ incremental: [{ path: [], data: { one: { slow: 's' } } }], hasNext: false }]);
  });
});

describe('an operation that defers nothing', () => {
  it('has one answer: no @defer in it', async () => {
    expect(await incrementally('{ people { name } }', people, two)).toMatchObject({
      isIncremental: false,
      first: { data: { people: [{}, {}] } },
    });
  });

  it('has one answer: a variable says so', async () => {
    const plan: PlanNode = {
      kind: 'Condition',
      condition: 'later',
      ifClause: deferring(people, slowOf('0')),
      elseClause: inSequence(people, at('people.@', anEntityFetch('b', 'Person', 'slow'))),
    };
    const operation = 'query ($later: Boolean!) { people { name ... @defer(if: $later) { slow } } }';

    const now = await incrementally(operation, plan, entities({ slow: 's' }), { later: false });
    const later = await incrementally(operation, plan, entities({ slow: 's' }), { later: true });

    expect(now).toMatchObject({ isIncremental: false, first: { data: { people: [{ name: 'n1', slow: 's' }, {}] } } });
    expect(later).toMatchObject({ isIncremental: true, first: { data: { people: [{ name: 'n1' }, {}] } } });
  });

  it('has one answer: the plan found nothing to defer, and shows all of it at once', async () => {
    const { first, isIncremental } = await incrementally('{ people { ... @defer { name } } }', people, two);

    expect({ first, isIncremental }).toEqual({ first: { data: { people: [{ name: 'n1' }, { name: 'n2' }] } }, isIncremental: false });
  });
});

describe('a fragment that is spread at several places', () => {
  it('is deferred at each of them, under the label that the client gave', async () => {
    const plan = deferring(
      aFetch({ id: '0', operation: '{one{__typename id friend{__typename id}}}' }),
      slowOf('0:s', 'one'),
      slowOf('1:s', 'one.friend'),
    );
    const answer: Answer = ({ subgraph }) =>
      subgraph === 'a'
        ? { data: { one: { __typename: 'Person', id: '1', friend: { __typename: 'Person', id: '2' } } } }
        : { data: { _entities: [{ slow: 's' }] } };

    const { following } = await incrementally(
      '{ one { id ...F friend { id ...F } } } fragment F on Person { ... @defer(label: "s") { slow } }',
      plan,
      answer,
    );

    expect(following).toMatchObject([
      { incremental: [{ path: ['one'], label: 's' }], hasNext: true },
      { incremental: [{ path: ['one', 'friend'], label: 's' }], hasNext: false },
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { compileSubscription, type EventScope } from './compile-subscription.ts';
import type { SubscriptionNode } from './query-plan.ts';
import { type Answer, aFetch, anEntityFetch, at, compileOptionsOf, inSequence, recorded } from './testing.ts';

const schema = `
  type Query { one: Person }
  type Subscription { added(of: Int!): Person }
  type Person { id: ID! name: String age: Int! }
`;
const source = aFetch({
  operation: 'subscription($of:Int!){added(of:$of){__typename id}}',
  operationKind: 'subscription',
  variableUsages: ['of'],
});
const plan: SubscriptionNode = {
  kind: 'Subscription',
  primary: source,
  rest: inSequence(at('added', anEntityFetch('b', 'Person', 'name'))),
};
const setup = { schema, operation: 'subscription ($of: Int!) { added(of: $of) { name } }', plan };
const person = (id: string) => ({ data: { added: { __typename: 'Person', id } } });
const nameOf: Answer = ({ variables }) => ({
  data: { _entities: (variables['representations'] as { id: string }[]).map(({ id }) => ({ name: `name of ${id}` })) },
});

const compile = () => compileSubscription(compileOptionsOf(setup));

/** The results for events, one after the other. */
async function filled(events: readonly unknown[], answer: Answer = nameOf, receive?: EventScope['receive']) {
  const { asked, fetch } = recorded(answer);
  const { fill } = compile();
  const results: unknown[] = [];
  for (const event of events) {
    const result = await fill(event, { variables: { of: 1 }, fetch, ...(receive === undefined ? {} : { receive }) });
    results.push(JSON.parse(JSON.stringify(result)));
  }
  return { asked, results };
}

describe('a subscription', () => {
  it('gives one result for each event of the source, filled by the rest of the plan', async () => {
    const { asked, results } = await filled([person('1'), person('2')]);

    expect(results).toEqual([{ data: { added: { name: 'name of 1' } } }, { data: { added: { name: 'name of 2' } } }]);
    expect(asked).toHaveLength(2);
  });

  it('asks one subgraph for the source, with the variables of its fetch', () => {
    expect(compile().source({ of: 1 })).toEqual({
      subgraph: 'a',
      operationKind: 'subscription',
      body: JSON.stringify({ query: source.operation, variables: { of: 1 } }),
    });
  });

  it('fills events of a source that was opened for another of the same source', async () => {
    const plan: SubscriptionNode = {
      kind: 'Subscription',
      primary: source,
      rest: inSequence(at('added', anEntityFetch('c', 'Person', 'age'))),
    };
    const other = compileSubscription(
      compileOptionsOf({ ...setup, operation: 'subscription ($of: Int!) { added(of: $of) { age } }', plan }),
    );
    const { fetch } = recorded(() => ({ data: { _entities: [{ age: 70 }] } }));

    expect(other.source({ of: 1 })).toEqual(compile().source({ of: 1 }));
    expect((await other.fill(person('1'), { variables: { of: 1 }, fetch })).data).toEqual({ added: { age: 70 } });
  });

  it('tells what a subgraph cannot answer for one event, and goes on', async () => {
    let count = 0;
    const { results } = await filled([person('1'), person('2')], (request) => {
      count += 1;
      if (count === 1) throw new Error('connect ECONNREFUSED');
      return nameOf(request);
    });

    expect(results).toMatchObject([
      { data: { added: { name: null } }, errors: [{ path: ['added'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] },
      { data: { added: { name: 'name of 2' } } },
    ]);
  });

  it("gives the source's own errors with the client's path", async () => {
    const event = { data: { added: null }, errors: [{ message: 'No.', path: ['added'], extensions: { code: 'FORBIDDEN' } }] };
    const { asked, results } = await filled([event]);

    expect(results).toEqual([{ data: { added: null }, errors: event.errors }]);
    expect(asked).toEqual([]);
  });

  it.each([
    ['no object', 'text'],
    ['neither data nor errors', {}],
    ['a list as data', { data: [] }],
  ])('reports an event that is no answer: %s', async (_name, event) => {
    const { results } = await filled([event]);

    expect(results).toMatchObject([
      { data: { added: null }, errors: [{ extensions: { code: 'SUBGRAPH_INVALID_ANSWER', subgraph: 'a' } }] },
    ]);
  });

  it('lets each event be seen before it is read, and reports what that throws in its place', async () => {
    const seen: unknown[] = [];
    const receive = (event: unknown) => {
      seen.push(event);
      if (seen.length === 1) throw new Error('It does not say what it showed.');
      return person('9');
    };

    const { results } = await filled([person('1'), person('2')], nameOf, receive);

    expect(seen).toEqual([person('1'), person('2')]);
    expect(results).toMatchObject([{ data: { added: null } }, { data: { added: { name: 'name of 9' } } }]);
  });

  it('asks nothing with a variable that is wrong', () => {
    expect(() => compile().source({ of: 'x' })).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'of' } }));
  });

  it('is nothing that a plan without a source could give', () => {
    expect(() => compileSubscription(compileOptionsOf({ ...setup, plan: undefined }))).toThrow('no source stream');
  });
});

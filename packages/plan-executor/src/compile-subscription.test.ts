import { describe, expect, it } from '@jest/globals';
import { compileSubscription, type SubscribeOptions } from './compile-subscription.ts';
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

/** A source whose events a test gives, and that says what was taken of it. */
function aSource(...events: readonly unknown[]) {
  const state = { taken: 0, isClosed: false };
  const open = async function* () {
    try {
      for (const event of events) {
        state.taken += 1;
        yield event;
      }
    } finally {
      state.isClosed = true;
    }
  };
  return { state, open };
}

function subscribe(options: Partial<SubscribeOptions> & Pick<SubscribeOptions, 'open'>, answer: Answer = nameOf) {
  const { asked, fetch } = recorded(answer);
  const stream = compileSubscription(compileOptionsOf(setup)).subscribe({
    variables: { of: 1 },
    beginEvent: () => ({ fetch }),
    ...options,
  });
  return { asked, stream };
}

const collected = async (stream: AsyncIterable<unknown>): Promise<readonly unknown[]> => {
  const results: unknown[] = [];
  for await (const result of stream) results.push(JSON.parse(JSON.stringify(result)));
  return results;
};

describe('a subscription', () => {
  it('gives one result for each event of the source, filled by the rest of the plan', async () => {
    const { asked, stream } = subscribe({ open: aSource(person('1'), person('2')).open });

    expect(await collected(stream)).toEqual([{ data: { added: { name: 'name of 1' } } }, { data: { added: { name: 'name of 2' } } }]);
    expect(asked).toHaveLength(2);
  });

  it('asks one subgraph for the source, with the variables of its fetch', async () => {
    const requests: unknown[] = [];
    const { stream } = subscribe({
      open: (request) => {
        requests.push(request);
        return aSource().open();
      },
    });

    expect(await collected(stream)).toEqual([]);
    expect(requests).toEqual([
      {
        subgraph: 'a',
        operationKind: 'subscription',
        body: JSON.stringify({ query: source.operation, variables: { of: 1 } }),
      },
    ]);
  });

  it('takes an event only when the one before was taken, and closes the source of a reader who leaves', async () => {
    const { state, open } = aSource(person('1'), person('2'), person('3'));
    const { stream } = subscribe({ open });

    await stream.next();
    const afterOne = state.taken;
    await stream.return(undefined);

    expect({ afterOne, ...state }).toEqual({ afterOne: 1, taken: 1, isClosed: true });
  });

  it('tells what a subgraph cannot answer for one event, and goes on', async () => {
    let count = 0;
    const { stream } = subscribe({ open: aSource(person('1'), person('2')).open }, (request) => {
      count += 1;
      if (count === 1) throw new Error('connect ECONNREFUSED');
      return nameOf(request);
    });

    expect(await collected(stream)).toMatchObject([
      { data: { added: { name: null } }, errors: [{ path: ['added'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] },
      { data: { added: { name: 'name of 2' } } },
    ]);
  });

  it("gives the source's own errors with the client's path", async () => {
    const event = { data: { added: null }, errors: [{ message: 'No.', path: ['added'], extensions: { code: 'FORBIDDEN' } }] };
    const { asked, stream } = subscribe({ open: aSource(event).open });

    expect(await collected(stream)).toEqual([{ data: { added: null }, errors: event.errors }]);
    expect(asked).toEqual([]);
  });

  it.each([
    ['no object', 'text'],
    ['neither data nor errors', {}],
    ['a list as data', { data: [] }],
  ])('reports an event that is no answer: %s', async (_name, event) => {
    const { stream } = subscribe({ open: aSource(event).open });

    expect(await collected(stream)).toMatchObject([
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
    const { fetch } = recorded(nameOf);
    const { stream } = subscribe({ open: aSource(person('1'), person('2')).open, beginEvent: () => ({ fetch, receive }) });

    const results = await collected(stream);

    expect(seen).toEqual([person('1'), person('2')]);
    expect(results).toMatchObject([{ data: { added: null } }, { data: { added: { name: 'name of 9' } } }]);
  });

  it('ends when an event may not begin, and closes the source', async () => {
    const { state, open } = aSource(person('1'), person('2'));
    const { stream } = subscribe({ open, beginEvent: () => Promise.reject(new Error('The token expired.')) });

    await expect(collected(stream)).rejects.toThrow('The token expired.');
    expect(state).toEqual({ taken: 1, isClosed: true });
  });

  it('passes on that the source cannot be opened, or broke off', async () => {
    const broken = async function* () {
      yield person('1');
      throw new Error('The source broke off.');
    };

    await expect(collected(subscribe({ open: () => Promise.reject(new Error('Away.')) }).stream)).rejects.toThrow('Away.');
    await expect(collected(subscribe({ open: broken }).stream)).rejects.toThrow('The source broke off.');
  });

  it('opens nothing for a variable that is wrong', async () => {
    const { state, open } = aSource(person('1'));
    const { stream } = subscribe({ open, variables: { of: 'x' } });

    await expect(stream.next()).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { argument: 'of' } });
    expect(state.taken).toBe(0);
  });

  it('is nothing that a plan without a source could give', () => {
    expect(() => compileSubscription(compileOptionsOf({ ...setup, plan: undefined }))).toThrow('no source stream');
  });
});

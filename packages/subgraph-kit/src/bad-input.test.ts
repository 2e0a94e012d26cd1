import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCondition, conditionOf, patientOf, startTinySubgraph, type TinySubgraph } from './testing/tiny-subgraph.ts';

let subgraph: TinySubgraph;

beforeAll(async () => {
  subgraph = await startTinySubgraph();
  await subgraph.store.upsert(['hoa', 'binh', 'lan'].map((patient) => aCondition(`of-${patient}`, { patient })));
});
afterAll(() => subgraph?.close());

const entities = (selection: string) =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Patient { ${selection} } } }`;
const representations = ['hoa', 'binh', 'lan'].map((name) => ({ __typename: 'Patient', id: patientOf(name) }));

describe('bad input is one BAD_USER_INPUT that names the argument', () => {
  it.each<[string, string, string, Record<string, unknown>?]>([
    ['a page that is too long', '{ conditions(first: 1000) { edges { cursor } } }', 'first'],
    ['a page of nothing', '{ conditions(first: 0) { edges { cursor } } }', 'first'],
    ['a page size in a variable', 'query ($n: Int) { conditions(first: $n) { edges { cursor } } }', 'first', { n: 1000 }],
    ['a page size in a default', 'query ($n: Int = 1000) { conditions(first: $n) { edges { cursor } } }', 'first'],
    ['a page size that is no number', '{ conditions(first: "ten") { edges { cursor } } }', 'first'],
    [
      'a page size that is no number, in a variable',
      'query ($n: Int) { conditions(first: $n) { edges { cursor } } }',
      'first',
      { n: 'ten' },
    ],
    ['a page size within a list of entities', entities('conditions(first: 1000) { edges { cursor } }'), 'first', { representations }],
    ['a malformed id', '{ condition(id: "42") { id } }', 'id'],
    ['a malformed id in a variable', 'query ($id: ID!) { condition(id: $id) { id } }', 'id', { id: 'x"}' }],
    ['a malformed id inside an input', '{ conditions(input: { patientId: "42" }) { edges { cursor } } }', 'input'],
    [
      'a malformed id inside an input in a variable',
      'query ($i: Narrowing) { conditions(input: $i) { edges { cursor } } }',
      'input',
      { i: { patientId: '42' } },
    ],
    ['an id that is missing', '{ condition { id } }', 'id'],
    ['an id whose variable is missing', 'query ($id: ID!) { condition(id: $id) { id } }', 'id'],
    ['an unknown enum', '{ conditions(status: GONE) { edges { cursor } } }', 'status'],
    ['an unknown enum in a variable', 'query ($s: Status) { conditions(status: $s) { edges { cursor } } }', 'status', { s: 'GONE' }],
    ['an unknown enum inside an input', '{ conditions(input: { status: GONE }) { edges { cursor } } }', 'input'],
    [
      'an unknown enum inside an input in a variable',
      'query ($i: Narrowing) { conditions(input: $i) { edges { cursor } } }',
      'input',
      { i: { status: 'GONE' } },
    ],
    ['an unknown field of an input', '{ conditions(input: { weight: 70 }) { edges { cursor } } }', 'input'],
    ['a date that the calendar does not have', '{ conditions(since: "2023-02-30") { edges { cursor } } }', 'since'],
    ['a date in a variable', 'query ($d: DateTime) { conditions(since: $d) { edges { cursor } } }', 'since', { d: 'yesterday' }],
    ['a cursor of no list', '{ conditions(after: "made-up") { edges { cursor } } }', 'after'],
    [
      'a cursor of no list, for each of several parents',
      entities('conditions(after: "made-up") { edges { cursor } }'),
      'after',
      { representations },
    ],
    ['an unknown argument', '{ conditions(offset: 10) { edges { cursor } } }', 'offset'],
  ])('%s', async (...[, query, argument, variables]) => {
    const { errors } = await subgraph.ask(query, variables);

    expect(errors?.map(({ extensions }) => extensions)).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT', argument })]);
  });

  it('tells the bounds of a page', async () => {
    const { errors, status } = await subgraph.ask('{ conditions(first: 1000) { edges { cursor } } }');

    expect(status).toBe(400);
    expect(errors).toEqual([
      { message: 'The page size is out of range.', extensions: { code: 'BAD_USER_INPUT', argument: 'first', minimum: 1, maximum: 100 } },
    ]);
  });

  it('is without an argument where none is meant', async () => {
    const { errors } = await subgraph.ask('{ conditions { weight } }');

    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  it('says so of a text that is no GraphQL', async () => {
    const { errors, status } = await subgraph.ask('{ conditions(');

    expect(status).toBe(400);
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['BAD_USER_INPUT']);
  });
});

describe('good input passes', () => {
  it.each([
    ['an ID that is a code, not a record', '{ byCode(code: "45") { id } }'],
    ['the largest page', '{ conditions(first: 100) { edges { cursor } } }'],
    ['a page size that is null', '{ conditions(first: null) { pageInfo { hasNextPage } } }'],
    ['a date that is only a year', '{ conditions(since: "1957") { edges { cursor } } }'],
  ])('%s', async (_name, query) => {
    expect((await subgraph.ask(query)).errors).toBeUndefined();
  });
});

describe('a fault of ours', () => {
  it('is masked, and the rest of the answer stands', async () => {
    const answer = await subgraph.ask('query ($id: ID!) { fails condition(id: $id) { id } }', { id: conditionOf('of-hoa') });

    expect(answer.data).toEqual({ fails: null, condition: { id: conditionOf('of-hoa') } });
    expect(answer.errors).toEqual([
      expect.objectContaining({ message: 'An internal error occurred.', path: ['fails'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }),
    ]);
  });
});

describe('an operation beyond the limits', () => {
  const nested = (depth: number) =>
    'query ($id: ID!) { condition(id: $id) { '.concat(
      'subject { conditions { edges { node { '.repeat(depth),
      'id',
      ' } } } }'.repeat(depth),
      ' } }',
    );

  it('is refused when it nests too deep', async () => {
    const { errors, status } = await subgraph.ask(nested(6), { id: conditionOf('of-hoa') });

    expect(status).toBe(400);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'OPERATION_TOO_COMPLEX', limit: 20 }]);
    expect((await subgraph.ask(nested(4), { id: conditionOf('of-hoa') })).errors).toBeUndefined();
  });

  it('is refused when its fragments multiply', async () => {
    const fragments = Array.from(
      { length: 12 },
      (_, index) => `fragment f${index} on Condition { subject { id } ${index === 11 ? 'note' : `...f${index + 1} ...f${index + 1}`} }`,
    );
    const { errors } = await subgraph.ask(`query ($id: ID!) { condition(id: $id) { ...f0 } } ${fragments.join(' ')}`, {
      id: conditionOf('of-hoa'),
    });

    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'OPERATION_TOO_COMPLEX', limit: 3000 }]);
  });

  it('is refused when its text has too many tokens', async () => {
    const { errors } = await subgraph.ask(`{ ${'__typename '.repeat(40_000)} }`);

    expect(errors).toEqual([{ message: 'The operation is too long.', extensions: { code: 'OPERATION_TOO_COMPLEX', limit: 30_000 } }]);
  });

  it('is refused when its body is too large', async () => {
    const { errors, status } = await subgraph.ask('{ __typename }', { filler: 'x'.repeat(11 * 1024 * 1024) });

    expect(status).toBe(413);
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['PAYLOAD_TOO_LARGE']);
  });
});

describe('what is no GraphQL request', () => {
  const post = (path: string, init: RequestInit) => fetch(new URL(path, subgraph.url), { method: 'POST', ...init });

  it.each([
    ['no JSON', { body: '{', headers: { 'content-type': 'application/json' } }, 400, 'BAD_USER_INPUT'],
    ['another media type, which nobody signs', { body: '{}', headers: { 'content-type': 'text/plain' } }, 401, 'UNAUTHENTICATED'],
  ])('is refused with a code: %s', async (_name, init, status, code) => {
    const response = await post('/graphql', init);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  it('is refused with a code: JSON without a query', async () => {
    const { status, text } = await subgraph.gateway.send(subgraph.url, '{}', { caller: {} });

    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('is not found elsewhere', async () => {
    const response = await fetch(new URL('/metrics', subgraph.url));

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });
});

import { countCommands } from '@health-graph/store';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSubgraph } from './start-subgraph.ts';
import { testConfig } from './testing/open-subgraph.ts';
import { openPolicies } from './testing/test-gateway.ts';
import { aCondition, conditionOf, patientOf, startTinySubgraph, type TinySubgraph } from './testing/tiny-subgraph.ts';

let subgraph: TinySubgraph;
const people = Array.from({ length: 60 }, (_, index) => `person-${index}`);

beforeAll(async () => {
  subgraph = await startTinySubgraph();
  await subgraph.store.upsert([aCondition('c1'), aCondition('c2')]);
  await subgraph.store.upsert(people.flatMap((patient) => ['a', 'b', 'c'].map((place) => aCondition(`${patient}-${place}`, { patient }))));
});
afterAll(() => subgraph?.close());

describe('a subgraph', () => {
  it('answers what its resolvers give', async () => {
    const answer = await subgraph.ask('query ($id: ID!) { condition(id: $id) { id onset note subject { id } } }', {
      id: conditionOf('c1'),
    });

    expect(answer).toEqual({
      status: 200,
      data: { condition: { id: conditionOf('c1'), onset: '1957-03', note: 'note of c1', subject: { id: patientOf('hoa') } } },
    });
  });

  it('walks a list page by page', async () => {
    const query =
      'query ($after: String) { _entities(representations: []) { __typename } conditions(first: 2, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }';
    const first = await subgraph.ask(query);
    const second = await subgraph.ask(query, {
      after: (first.data as { conditions: { pageInfo: { endCursor: string } } }).conditions.pageInfo.endCursor,
    });

    expect(first.errors).toBeUndefined();
    expect(JSON.stringify(second.data)).not.toBe(JSON.stringify(first.data));
  });

  it('tells its SDL to a composer', async () => {
    const { data } = await subgraph.ask('{ _service { sdl } }');

    expect(JSON.stringify(data)).toContain('type Condition');
  });

  it('keeps its schema to itself unless it is told otherwise', async () => {
    const { errors } = await subgraph.ask('{ __schema { types { name } } }');

    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['BAD_USER_INPUT']);
  });
});

describe('entities', () => {
  const entities =
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Condition { id note } ... on Patient { id conditions(first: 2) { edges { node { id } } } } } }';
  const refer = (typename: string, ids: readonly string[]) => ({ representations: ids.map((id) => ({ __typename: typename, id })) });

  it('that do not exist are null, each for itself', async () => {
    const answer = await subgraph.ask(
      entities,
      refer('Condition', [conditionOf('c1'), conditionOf('missing'), 'malformed', conditionOf('c2')]),
    );

    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      _entities: [{ id: conditionOf('c1'), note: 'note of c1' }, null, null, { id: conditionOf('c2'), note: 'note of c2' }],
    });
  });

  it.each([
    ['records', 'Condition', (name: string) => conditionOf(`${name}-a`)],
    ['lists of parents', 'Patient', patientOf],
  ])('cost as many store commands for 60 %s as for 1', async (_name, typename, idOf) => {
    const cost = (count: number) =>
      countCommands(subgraph.store.connection, () => subgraph.ask(entities, refer(typename, people.slice(0, count).map(idOf))));

    const one = await cost(1);

    expect(one.total).toBe(1);
    expect(await cost(60)).toEqual(one);
  });
});

describe('health', () => {
  it('is 200 while the store answers and 503 when it does not', async () => {
    const other = await startTinySubgraph();
    const health = async () => (await fetch(new URL('/health', other.url))).status;

    expect(await health()).toBe(200);
    await other.stopServer();
    expect(await health()).toBe(503);
    await other.close();
  });
});

describe('a store that is gone', () => {
  it('is STORE_UNAVAILABLE to whoever asks, and nothing more', async () => {
    const other = await startTinySubgraph();
    await other.stopServer();

    const { errors } = await other.ask('query ($id: ID!) { condition(id: $id) { id } }', { id: conditionOf('c1') });

    expect(errors).toEqual([
      expect.objectContaining({ message: 'The store cannot be reached.', extensions: { code: 'STORE_UNAVAILABLE' } }),
    ]);
    await other.close();
  });
});

describe('the end', () => {
  it('lets requests under way finish and takes no more', async () => {
    const other = await startTinySubgraph();
    const underWay = other.ask('{ waits }');
    await other.ask('{ __typename }'); // Both arrived in order: the first is being resolved now.
    const closed = other.close();
    other.release();

    expect(await underWay).toMatchObject({ status: 200, data: { waits: 'at last' } });
    await closed;
    await expect(other.ask('{ __typename }')).rejects.toThrow();
  });

  it('may be called for twice', async () => {
    const other = await startTinySubgraph();

    await Promise.all([other.close(), other.close()]);
  });
});

describe('an address beyond this machine', () => {
  it.each(['0.0.0.0', '::', '192.0.2.1', 'hospital.example'])('is refused: %s', async (host) => {
    const config = { ...testConfig(subgraph.gateway), host };

    await expect(
      startSubgraph({
        name: 'tiny',
        sdl: ['type Query { a: Int }'],
        resolvers: {},
        policies: openPolicies,
        store: subgraph.store,
        config,
        createContext: () => ({}),
      }),
    ).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      details: { setting: 'host' },
    });
  });
});

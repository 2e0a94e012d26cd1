import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countCommands } from './count-commands.ts';
import type { Page } from './page.ts';
import { type RecordStore, recordStore } from './record-store.ts';
import { aCondition, definitions, patientOf } from './testing/builders.ts';
import { type OpenServer, openServer } from './testing/open-store.ts';

const dates = ['2024', '2024-05-01', '2024-05-01T08:00:00+07:00', '2024-05-01', '1957-03', undefined, undefined];
const people = Array.from({ length: 230 }, (_, index) => `person-${index}`);
let server: OpenServer;
let store: RecordStore<typeof definitions>;

beforeAll(async () => {
  server = await openServer();
  store = recordStore(await server.connect(), { definitions, labelsOf: () => [] });
  await store.prepare();
  await store.upsert(
    dates.map((recordedDate, index) => aCondition(`hoa-${index}`, { recordedDate, note: index % 2 === 0 ? 'even' : 'odd' })),
  );
  await store.upsert(
    people.flatMap((person, index) =>
      Array.from({ length: index % 4 }, (_, place) => aCondition(`${person}-${place}`, { note: `${place}` }, person)),
    ),
  );
});
afterAll(async () => {
  await store?.close();
  await server?.close();
});

const conditions = () => store.collections.Condition;
const hoa = { filter: { patientId: patientOf('hoa') } };
const idsOf = (page: Page<{ readonly id: string }>) => page.edges.map(({ node }) => node.id);

async function walk(
  first: number,
  filter: Readonly<Record<string, unknown>>,
  order?: Parameters<ReturnType<typeof conditions>['page']>[0]['order'],
) {
  const ids: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page: Page<{ readonly id: string }> = await conditions().page({ first, after, filter, order });
    ids.push(...idsOf(page));
    if (!page.pageInfo.hasNextPage) return ids;
    after = page.pageInfo.endCursor;
  }
}

describe('a page', () => {
  it('runs from the newest to the oldest, records without a date last', async () => {
    const page = await conditions().page({ ...hoa, first: 100 });

    expect(page.edges.map(({ node }) => node.recordedDate)).toEqual([
      '2024-05-01T08:00:00+07:00',
      '2024-05-01',
      '2024-05-01',
      '2024',
      '1957-03',
      undefined,
      undefined,
    ]);
  });

  it('tells whether more follow, and where it begins and ends', async () => {
    const page = await conditions().page({ ...hoa, first: 2 });

    expect(page.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: page.edges[0]?.cursor,
      endCursor: page.edges[1]?.cursor,
    });
  });

  it('is empty and without cursors where there is nothing', async () => {
    expect(await conditions().page({ filter: { patientId: patientOf('nobody') }, first: 2 })).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false },
    });
  });

  it.each([1, 2, 3, 6, 7])('of %i at a time gives every record once, in the same order', async (first) => {
    const whole = idsOf(await conditions().page({ ...hoa, first: 100 }));

    expect(await walk(first, hoa.filter)).toEqual(whole);
  });

  it('keeps its place when newer records arrive between two pages', async () => {
    const filter = { patientId: patientOf('late') };
    await store.upsert(['1', '2', '3'].map((day) => aCondition(`late-${day}`, { recordedDate: `2024-01-0${day}` }, 'late')));
    const first = await conditions().page({ filter, first: 2 });
    await store.upsert([aCondition('late-9', { recordedDate: '2024-01-09' }, 'late')]);

    const second = await conditions().page({ filter, first: 2, after: first.pageInfo.endCursor });

    expect(second.edges.map(({ node }) => node.recordedDate)).toEqual(['2024-01-01']);
  });

  it.each([1, -1] as const)('can be ordered by a field that some records lack, direction %i', async (direction) => {
    const filter = { patientId: { $in: people.slice(0, 12).map(patientOf).concat(patientOf('hoa')) } };
    const order = [['note', direction] as const, ['_id', direction] as const];
    const whole = idsOf(await conditions().page({ filter, first: 100, order }));

    expect(await walk(3, filter, order)).toEqual(whole);
    expect(new Set(whole).size).toBe(whole.length);
  });

  it('refuses a cursor that is none of this list', async () => {
    await expect(conditions().page({ ...hoa, first: 2, after: 'made-up' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { argument: 'after' },
    });
  });

  it('refuses a filter on a field that records do not have', async () => {
    await expect(conditions().page({ filter: { weight: 70 }, first: 2 })).rejects.toThrow('weight');
  });
});

describe('pages by parent', () => {
  const asked = { parentField: 'patientId', first: 2 } as const;
  const one = (person: string) => conditions().page({ filter: { patientId: patientOf(person) }, first: 2 });

  it.each([
    ['a branch for each parent', people.slice(0, 40)],
    ['one pass over many parents', people],
  ])('are what each parent would get alone: %s', async (_name, parents) => {
    const pages = await conditions().pagesByParent({ ...asked, parentIds: parents.map(patientOf) });

    expect(pages).toEqual(await Promise.all(parents.map(one)));
  });

  it('narrow by the filter and begin behind the cursor', async () => {
    const request = { filter: { note: 'even' }, first: 1 };
    const alone = await conditions().page({ ...request, filter: { ...request.filter, ...hoa.filter } });
    const after = alone.pageInfo.endCursor;

    const [page] = await conditions().pagesByParent({ ...request, parentField: 'patientId', parentIds: [patientOf('hoa')], after });

    expect(page).toEqual(await conditions().page({ filter: { note: 'even', ...hoa.filter }, first: 1, after }));
  });

  it('are empty for a parent that has nothing, however it is written', async () => {
    const pages = await conditions().pagesByParent({ ...asked, parentIds: [patientOf('nobody'), '$patientId', ''] });

    expect(pages.map(({ edges }) => edges)).toEqual([[], [], []]);
  });

  it('answer a parent that is asked twice twice', async () => {
    const pages = await conditions().pagesByParent({ ...asked, parentIds: [patientOf('hoa'), patientOf('hoa')] });

    expect(pages[0]).toEqual(pages[1]);
    expect(pages[0]?.edges).toHaveLength(2);
  });

  it.each([1, 10, 100, 230])('cost one command for %i parents', async (count) => {
    const parentIds = people.slice(0, count).map(patientOf);

    const cost = await countCommands(store.connection, () => conditions().pagesByParent({ ...asked, parentIds, first: 100 }));

    expect(cost).toEqual({ total: 1, byName: { aggregate: 1 } });
  });
});

describe('records by id and by field', () => {
  it('leave out what is not there', async () => {
    const [known] = dates.map((_, index) => aCondition(`hoa-${index}`).id);

    expect((await conditions().byIds([patientOf('hoa'), known ?? ''])).map(({ id }) => id)).toEqual([known]);
  });

  it('cost one command for 1 and for 300', async () => {
    const ids = people.flatMap((person) => [0, 1, 2].map((place) => aCondition(`${person}-${place}`).id)).slice(0, 300);

    expect((await countCommands(store.connection, () => conditions().byIds(ids.slice(0, 1)))).byName).toEqual({ find: 1 });
    expect((await countCommands(store.connection, () => conditions().byIds(ids))).byName).toEqual({ find: 1 });
    expect((await countCommands(store.connection, () => conditions().allBy('patientId', people.map(patientOf)))).byName).toEqual({
      find: 1,
    });
  });

  it('ask the store nothing for no ids', async () => {
    expect((await countCommands(store.connection, () => conditions().byIds([]))).total).toBe(0);
  });
});

describe('a store that is gone', () => {
  it('is told apart from a fault of ours', async () => {
    const gone = await openServer();
    const connection = await gone.connect();
    await connection.close();
    await gone.close();

    await expect(gone.connect()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

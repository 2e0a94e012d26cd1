import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { added, type PageShape } from './compiled-fetch.ts';
import { type HospitalPage, type JsonObject, joinPages as joinRead, type PageJoin, readPage } from './join-connection.ts';
import { createJoinedCursors, type ListPlace, type Place } from './joined-cursors.ts';

const cursors = createJoinedCursors('a secret of tests, 32 characters or more');
const joinPages = (pages: readonly HospitalPage[], asked: PageJoin) =>
  joinRead(
    pages.map((page) => readPage(page, asked)),
    asked,
  );
const shape: PageShape = {
  typeName: 'Connection',
  lead: 'edges',
  edges: [{ key: 'edges', cursors: ['cursor'] }],
  infos: [{ key: 'pageInfo', fields: ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'].map((name) => ({ key: name, name })) }],
  sums: ['total'],
  first: undefined,
  after: undefined,
};
const join = (first: number, overrides: Partial<PageJoin> = {}): PageJoin => ({
  shape,
  first,
  behind: undefined,
  list: 'list',
  others: new Map(),
  cursors,
  ...overrides,
});

/** A hospital whose list ascends by these places; its cursors are its places. */
const pageOf = (endpoint: string, all: readonly string[], first: number, after = ''): HospitalPage => {
  const rest = all.filter((place) => place > after);
  const edges = rest
    .slice(0, first)
    .map((place): JsonObject => ({ cursor: 'own', node: place, [added.cursor]: place, [added.position]: `+${place}` }));
  return {
    endpoint,
    after,
    value: {
      edges,
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: 'own', endCursor: 'own' },
      [added.info]: { [added.more]: rest.length > first },
      total: all.length,
    },
  };
};
const nodes = (page: JsonObject): unknown[] => (page['edges'] as JsonObject[]).map(({ node }) => node);
const info = (page: JsonObject): JsonObject => page['pageInfo'] as JsonObject;

/** Reads a list to its end, as a client does; `onPage` is called between pages. */
function walk(hospitals: ReadonlyMap<string, readonly string[]>, first: number, onPage: () => void = () => {}): unknown[] {
  const found: unknown[] = [];
  let reached: ListPlace | undefined;
  for (;;) {
    const places = reached?.places;
    const asked = [...hospitals].flatMap(([endpoint, all]) => {
      const place = places?.get(endpoint) ?? { after: '' };
      return typeof place === 'string' ? [] : [pageOf(endpoint, all, first, place.after)];
    });
    const others = new Map([...(places ?? [])].filter(([, place]) => typeof place === 'string'));
    const page = joinPages(asked, join(first, { others, behind: reached?.behind }));
    found.push(...nodes(page));
    if (info(page)['hasNextPage'] !== true) return found;
    reached = cursors.placeOf(info(page)['endCursor'], 'list');
    onPage();
  }
}

describe('pages of several hospitals', () => {
  it('are one page in the order of all, with numbers summed', () => {
    const page = joinPages([pageOf('h1', ['a', 'd'], 3), pageOf('h2', ['b', 'c', 'e'], 3)], join(3));

    expect(nodes(page)).toEqual(['a', 'b', 'c']);
    expect(page['total']).toBe(5);
    expect(info(page)).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  it('end where a page ends that goes on', () => {
    const short = pageOf('h1', ['a', 'b'], 1);
    const page = joinPages([short, pageOf('h2', ['c', 'd'], 5)], join(5));

    expect(nodes(page)).toEqual(['a']);
    expect(info(page)['hasNextPage']).toBe(true);
  });

  it('have no cursors when they are empty', () => {
    const page = joinPages([pageOf('h1', [], 5)], join(5));

    expect(page).toMatchObject({ edges: [], pageInfo: { hasNextPage: false, startCursor: null, endCursor: null } });
  });

  it('descend where their list does', () => {
    const descending = (endpoint: string, places: readonly string[]): HospitalPage => ({
      endpoint,
      after: '',
      value: {
        edges: places.map((place) => ({ node: place, [added.cursor]: place, [added.position]: `-${place}` })),
        [added.info]: { [added.more]: false },
      },
    });

    expect(nodes(joinPages([descending('h1', ['c', 'a']), descending('h2', ['d', 'b'])], join(4)))).toEqual(['d', 'c', 'b', 'a']);
  });

  it('are walked to their end, whatever lies where: none twice, none lost, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.nat(500)), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 9 }), (lists, first) => {
        const hospitals = new Map(
          lists.map((list, number) => [`h${number}`, list.map((place) => `${String(place).padStart(4, '0')}/h${number}`).sort()]),
        );
        expect(walk(hospitals, first)).toEqual([...hospitals.values()].flat().sort());
      }),
    );
  });

  it('give everything that was there at the start, whatever comes meanwhile', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(500), { minLength: 9 }),
        fc.array(fc.nat(500)),
        fc.integer({ min: 1, max: 5 }),
        (start, later, first) => {
          const hospitals = new Map([0, 1, 2].map((number) => [`h${number}`, [] as string[]]));
          const put = (place: number) => {
            const list = hospitals.get(`h${place % 3}`) ?? [];
            const text = String(place).padStart(4, '0');
            if (!list.includes(text)) list.push(text);
            list.sort();
          };
          start.forEach(put);
          const before = [...hospitals.values()].flat().sort();
          const coming = later.values();
          const found = walk(hospitals, first, () => put(coming.next().value ?? 0));

          expect(new Set(found).size).toBe(found.length);
          expect(found).toEqual([...found].sort());
          expect(found).toEqual(expect.arrayContaining(before));
        },
      ),
    );
  });

  it.each<[string, (page: JsonObject) => JsonObject]>([
    ['without edges', (page) => ({ ...page, edges: null })],
    ['without saying whether more follows', (page) => ({ ...page, [added.info]: null })],
    ['with an edge that is nowhere', (page) => ({ ...page, edges: [{ node: 'a', [added.cursor]: 'a' }] })],
    ['with an edge that is null', (page) => ({ ...page, edges: [null] })],
    ['with places of no direction', (page) => ({ ...page, edges: [{ [added.cursor]: 'a', [added.position]: 'a' }] })],
    ['in the wrong order', (page) => ({ ...page, edges: (page['edges'] as unknown[]).toReversed() })],
  ])('are refused %s', (_name, broken) => {
    const page = pageOf('h1', ['a', 'b'], 5);

    expect(() => joinPages([{ ...page, value: broken(page.value) }], join(5))).toThrow(
      expect.objectContaining({ code: 'SUBGRAPH_INVALID_ANSWER' }),
    );
  });
});

describe('a cursor', () => {
  const hospitals = new Map<string, Place>([
    ['h01', { after: 'abc-_' }],
    ['h02', 'ended'],
    ['h03', 'missing'],
    ['h04', { after: '' }],
  ]);
  const places: ListPlace = { behind: '-17/h01.x', places: hospitals };

  it('gives back where every hospital stands', () => {
    expect(cursors.placeOf(cursors.of('list', places), 'list')).toEqual(places);
  });

  it.each([
    ['of another list', cursors.of('other', places)],
    ['of another installation', createJoinedCursors('another secret, 32 characters or more').of('list', places)],
    ['that is no text', 7],
    ['written by hand', Buffer.from('list|h01=x').toString('base64url')],
  ])('%s is refused', (_name, cursor) => {
    expect(() => cursors.placeOf(cursor, 'list')).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'after' } }),
    );
  });

  it('of 28 hospitals can still be sent back', () => {
    const many = new Map(Array.from({ length: 28 }, (_, number): [string, Place] => [`h${number}`, { after: 'x'.repeat(166) }]));

    const place = { behind: '', places: many };

    expect(cursors.placeOf(cursors.of('list', place), 'list')).toEqual(place);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startProvince, type TestAnswer, type TestProvince, ulid } from './testing.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
let province: TestProvince;
const lan = ulid(1);

beforeEach(async () => {
  province = await startProvince(['h1', 'h2', 'h3', 'h4', 'h5'], { deadlineMs: 2_000 });
});
afterEach(() => province.close());

const list = `query($id: ID!, $first: Int, $after: String, $kind: String) { person(id: $id) { visits(first: $first, after: $after, kind: $kind) {
  total edges { cursor node { id at } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
const page = (variables: Readonly<Record<string, unknown>>) => province.ask(list, { id: lan, ...variables });
const visitsOf = ({ data }: TestAnswer) =>
  data.person.visits as {
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string; readonly at: string } }[];
    readonly pageInfo: Readonly<Record<string, unknown>>;
  };
const day = (number: number): string => new Date(Date.UTC(2000, 0, 1) + number * 86_400_000).toISOString();
/** Spread over the hospitals, several at one moment. */
const add = (number: number, at = day(Math.floor((number * 7_919) % 1_009))): string =>
  province.hospitals[number % province.hospitals.length]?.add(number, at, lan).id ?? '';
const place = ({ node: { at, id } }: { readonly node: { readonly at: string; readonly id: string } }): string => `${at}/${id}`;

/** Pages to the end; gives every edge, and the number of pages. */
async function walk(first: number, between: (pages: number) => void = () => {}) {
  const edges: ReturnType<typeof visitsOf>['edges'][number][] = [];
  let after: unknown = null;
  for (let pages = 1; ; pages++) {
    const answer = visitsOf(await page({ first, after }));
    edges.push(...answer.edges);
    if (answer.pageInfo['hasNextPage'] !== true) return { edges, pages };
    after = answer.pageInfo['endCursor'];
    between(pages);
  }
}

describe('one list of five hospitals', () => {
  it('is paged by 37 while more comes: none twice, none lost of what was there, in order', async () => {
    const before = Array.from({ length: isFull ? 5_000 : 500 }, (_, number) => add(number));

    let next = 10_000;
    const { edges } = await walk(37, () => {
      for (let count = 0; count < 3; count++) add(next++);
    });

    const ids = edges.map(({ node }) => node.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(before.filter((id) => !ids.includes(id))).toEqual([]);
    expect(edges.map(place)).toEqual(edges.map(place).toSorted().toReversed());
  });

  it('has full pages, goes on behind any edge, and says what lies around', async () => {
    for (let number = 0; number < 12; number++) add(number);

    const all = visitsOf(await page({ first: 100 }));
    const [first, second] = [visitsOf(await page({ first: 5 })), visitsOf(await page({ first: 5, after: all.edges[4]?.cursor }))];
    const behind = visitsOf(await page({ first: 100, after: all.edges[6]?.cursor }));

    expect([first, second].map(({ edges }) => edges.map(place))).toEqual([
      all.edges.slice(0, 5).map(place),
      all.edges.slice(5, 10).map(place),
    ]);
    expect(behind.edges.map(place)).toEqual(all.edges.slice(7).map(place));
    expect(all.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.edges[0]?.cursor,
      endCursor: first.edges[4]?.cursor,
    });
    expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it('is empty behind its last edge', async () => {
    add(1);
    const { endCursor } = visitsOf(await page({ first: 5 })).pageInfo;

    expect(visitsOf(await page({ first: 5, after: endCursor }))).toMatchObject({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it('asks a hospital no more that is at its end', async () => {
    province.hospitals[0]?.add(1, day(900), lan);
    for (let number = 0; number < 4; number++) province.hospitals[1]?.add(number, day(number), lan);

    await walk(2);

    expect(province.hospitals.map(({ asked }) => asked.length)).toEqual([1, 3, 0, 0, 0]);
  });

  it('tells nothing of hospitals, places and their number in its cursors', async () => {
    add(1);
    const { endCursor } = visitsOf(await page({ first: 1 })).pageInfo;

    expect(Buffer.from(String(endCursor), 'base64url').toString('latin1')).not.toMatch(/h1|2000|000001/);
  });

  it.each<[string, () => Promise<Readonly<Record<string, unknown>>>]>([
    ['of another patient', async () => ({ id: ulid(2) })],
    ['of another narrowing', async () => ({ kind: 'AMB' })],
    ['written by hand', async () => ({ after: Buffer.from('list|h1=').toString('base64url') })],
    ['of one hospital alone', async () => ({ after: province.hospitals[0]?.asked[0]?.variables['after'] ?? 'MjAyNi8wMDAx' })],
  ])('refuses a cursor %s', async (_name, changes) => {
    for (let number = 0; number < 4; number++) add(number);
    const after = visitsOf(await page({ first: 1 })).pageInfo['endCursor'];

    const answer = await page({ first: 1, after, ...(await changes()) });

    expect(answer.data.person.visits).toBeNull();
    expect(answer.errors).toEqual([
      expect.objectContaining({ path: ['person', 'visits'], extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }),
    ]);
  });

  it('leaves a hospital out that is missing on one page, and says so on each that follows', async () => {
    for (let number = 0; number < 10; number++) add(number);
    const hospital = province.hospitals[2];
    if (hospital === undefined) throw new Error('There are five.');
    const whole = visitsOf(await page({ first: 100 })).edges.map(place);
    hospital.behave = async () => ({ errors: [{ message: 'Down.' }] });
    const first = await page({ first: 3 });
    hospital.behave = undefined;

    const second = await page({ first: 100, after: visitsOf(first).pageInfo['endCursor'] });

    const status = ({ extensions }: TestAnswer) =>
      ((extensions?.sources ?? []) as { source: string; status: string }[]).find(({ source }) => source === 'h3')?.status;
    const others = whole.filter((each) => !each.includes('h3.'));
    expect([first, second].flatMap((answer) => visitsOf(answer).edges.map(place))).toEqual(others);
    expect([first, second].map(status)).toEqual(['INCOMPLETE', 'LEFT_OUT']);
    expect(second.extensions?.completeness).toBe('PARTIAL');
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startProvince, type TestAnswer, type TestHospital, type TestProvince, ulid } from './testing.ts';

let province: TestProvince;
let h1: TestHospital;
let h2: TestHospital;
const lan = ulid(1);

beforeEach(async () => {
  province = await startProvince(['h1', 'h2', 'h3'], { deadlineMs: 200 });
  [h1, h2] = province.hospitals as [TestHospital, TestHospital];
  h1.add(1, '2026-01-01', lan);
  h2.add(2, '2026-02-01', lan);
});
afterEach(() => province.close());

const source = (id: string, status = 'OK') => ({ source: id, name: `Hospital ${id}`, status });
const chart = 'query($id: ID!) { person(id: $id) { name visits { edges { node { at } } } } }';
const ask = (query = chart) => province.ask(query, { id: lan });
const times = ({ data }: TestAnswer): unknown => data.person.visits?.edges.map((edge: { node: { at: string } }) => edge.node.at);
const entity = (changes: object) => ({ data: { _entities: [{ _hgType: 'Patient', _hgId: lan, ...changes }] } });
const page = (...ids: readonly string[]) => ({
  visits: {
    edges: ids.map((id) => ({ _hgCursor: 'c', _hgPosition: `-2026/${id}`, node: { _hgType: 'Visit', _hgId: id, at: '2026' } })),
    _hgInfo: { _hgMore: false },
  },
});

describe('a hospital that is missing costs its own part', () => {
  it.each<[string, string, TestHospital['behave']]>([
    ['hangs', 'DEADLINE_EXCEEDED', () => new Promise(() => undefined)],
    ['answers with garbage', 'SUBGRAPH_INVALID_ANSWER', async () => '<html>'],
    ['answers with another patient', 'SUBGRAPH_INVALID_ANSWER', async () => entity({ _hgId: ulid(7), ...page() })],
    ['answers with another type', 'SUBGRAPH_INVALID_ANSWER', async () => entity({ _hgType: 'Facility', ...page() })],
    ['answers with records of another hospital', 'SUBGRAPH_INVALID_ANSWER', async () => entity(page(`h1.${ulid(9)}`))],
    ['answers with more than was asked for', 'SUBGRAPH_INVALID_ANSWER', async () => ({ data: { _entities: [null, null] } })],
    ['answers with errors that are none', 'SUBGRAPH_INVALID_ANSWER', async () => ({ data: null, errors: [7] })],
    ['is down', 'SUBGRAPH_UNAVAILABLE', undefined],
  ])('when it %s', async (_name, code, behave) => {
    h2.behave = behave;
    if (behave === undefined) await h2.down();

    const answer = await ask();

    expect(times(answer)).toEqual(['2026-01-01']);
    expect(answer.errors).toEqual([
      { message: expect.any(String), path: ['person'], extensions: expect.objectContaining({ code, subgraph: 'visits', source: 'h2' }) },
    ]);
    expect(answer.extensions).toEqual({ completeness: 'PARTIAL', sources: [source('h1'), source('h2', 'UNAVAILABLE')] });
  });

  it('when its page cannot be joined', async () => {
    h2.behave = async () => entity({ visits: { edges: [{}], _hgInfo: { _hgMore: false } } });

    const answer = await ask();

    expect(times(answer)).toEqual(['2026-01-01']);
    expect(answer.errors?.map(({ path }) => path)).toEqual([['person', 'visits']]);
    expect(answer.extensions?.sources).toEqual([source('h1'), source('h2', 'INCOMPLETE')]);
  });

  it('when a part of its answer failed', async () => {
    h2.behave = async () => ({
      ...entity({ visits: null }),
      errors: [{ message: 'Down.', path: ['_entities', 0, 'visits'], extensions: { code: 'STORE_UNAVAILABLE' } }],
    });

    const answer = await ask();

    expect(times(answer)).toEqual(['2026-01-01']);
    expect(answer.errors).toEqual([
      { message: 'Down.', path: ['person', 'visits'], extensions: { code: 'STORE_UNAVAILABLE', source: 'h2' } },
    ]);
    expect(answer.extensions?.completeness).toBe('PARTIAL');
  });

  it('and is no part of it when it refuses what the caller may not see', async () => {
    h2.behave = async () => ({
      ...entity({ visits: null }),
      errors: [{ message: 'No.', path: ['_entities', 0, 'visits'], extensions: { code: 'FORBIDDEN' } }],
    });

    const answer = await ask();

    expect(times(answer)).toEqual(['2026-01-01']);
    expect(answer.extensions).toEqual({ completeness: 'COMPLETE_FOR_CALLER', sources: [source('h1'), source('h2')] });
  });

  it('and what must be whole is null', async () => {
    await h2.down();

    const answer = await ask('query($id: ID!) { person(id: $id) { count allergies } }');

    expect(answer.data.person).toEqual({ count: 1, allergies: null });
  });

  it('and all of them null and an error, where all are missing', async () => {
    await Promise.all([h1.down(), h2.down()]);

    const answer = await ask();

    expect(answer.data.person).toEqual({ name: `Name of ${lan}`, visits: null });
    expect(answer.errors?.map(({ extensions }) => extensions['source'])).toEqual(['h1', 'h2']);
  });

  it('and its record null and an error', async () => {
    await h2.down();

    const answer = await province.ask('query($id: ID!) { visit(id: $id) { at } }', { id: `h2.${ulid(2)}` });

    expect(answer.data.visit).toBeNull();
    expect(answer.errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', source: 'h2' } }]);
    expect(answer.extensions?.completeness).toBe('PARTIAL');
  });
});

describe('a hospital that the caller may not know of', () => {
  beforeEach(() => void province.locator.hidden.add('h2'));

  it('leaves no trace, whatever it does', async () => {
    const well = await ask();
    h2.behave = () => new Promise(() => undefined);
    const hanging = await ask();
    await h2.down();
    const down = await ask();

    expect(JSON.stringify([well, hanging, down])).not.toContain('h2');
    expect([hanging, down]).toEqual([well, well]);
    expect(well.extensions).toEqual({ completeness: 'COMPLETE_FOR_CALLER', sources: [source('h1')] });
    expect(h2.asked).toEqual([]);
  });

  it('is as if it held nothing where nobody else does', async () => {
    const other = ulid(5);
    h2.add(9, '2026-01-01', other);

    expect(await province.ask(chart, { id: other })).toEqual({
      ...(await province.ask(chart, { id: ulid(6) })),
      data: { person: { name: `Name of ${other}`, visits: { edges: [] } } },
    });
  });

  it('is asked for what must be whole', async () => {
    const query = 'query($id: ID!) { person(id: $id) { allergies } }';
    expect((await ask(query)).data.person.allergies).toEqual(['penicillin at h1', 'penicillin at h2']);
    await h2.down();

    const answer = await ask(query);

    expect(answer.data.person.allergies).toBeNull();
    expect(JSON.stringify(answer)).not.toContain('h2');
  });
});

describe('an answer in parts', () => {
  it('says with its last part how whole it is', async () => {
    await h2.down();

    const response = await fetch(province.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'multipart/mixed; deferSpec=20220824' },
      body: JSON.stringify({
        query: 'query($id: ID!) { person(id: $id) { name ... @defer { visits { total } } } }',
        variables: { id: lan },
      }),
    });

    const parts = (await response.text()).split('---').flatMap((part) => /\{.*\}/s.exec(part) ?? []);
    const [first, last] = [parts[0], parts.at(-1)].map((part) => JSON.parse(part ?? '{}') as TestAnswer);
    expect(first?.extensions).toBeUndefined();
    expect(last).toMatchObject({
      hasNext: false,
      extensions: { completeness: 'PARTIAL', sources: [source('h1'), source('h2', 'UNAVAILABLE')] },
    });
  });
});

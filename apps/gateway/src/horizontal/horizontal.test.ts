import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startProvince, type TestHospital, type TestProvince, ulid } from './testing.ts';

let province: TestProvince;
let h1: TestHospital;
let h2: TestHospital;
let h3: TestHospital;
const lan = ulid(1);
const minh = ulid(2);
const nobody = ulid(3);

beforeEach(async () => {
  province = await startProvince(['h1', 'h2', 'h3'], { deadlineMs: 300 });
  [h1, h2, h3] = province.hospitals as [TestHospital, TestHospital, TestHospital];
  h1.add(1, '2026-01-01', lan, 'AMB');
  h1.add(2, '2026-03-01', lan, 'IMP');
  h2.add(3, '2026-02-01', lan, 'AMB');
  h3.add(4, '2026-04-01', minh, 'AMB');
});
afterEach(() => province.close());

const asked = () => province.hospitals.map((hospital) => hospital.asked.length);
const source = (id: string, status = 'OK') => ({ source: id, name: `Hospital ${id}`, status });
const chart =
  'query Chart($id: ID!) { person(id: $id) { name visits(first: 10) { total edges { node { id at } } pageInfo { hasNextPage } } } }';
const times = (answer: Awaited<ReturnType<TestProvince['ask']>>): unknown =>
  answer.data.person.visits?.edges.map((edge: { node: { at: string } }) => edge.node.at);

describe('a patient', () => {
  it('is asked of the hospitals that hold something, and their lists are one', async () => {
    const answer = await province.ask(chart, { id: lan });

    expect(answer.errors).toBeUndefined();
    expect(times(answer)).toEqual(['2026-03-01', '2026-02-01', '2026-01-01']);
    expect(answer.data.person.visits.total).toBe(3);
    expect(answer.extensions).toEqual({ completeness: 'COMPLETE_FOR_CALLER', sources: [source('h1'), source('h2')] });
    expect(asked()).toEqual([1, 1, 0]);
  });

  it('of whom nobody holds anything has an empty list, from one hospital that is not named', async () => {
    const answer = await province.ask(chart, { id: nobody });

    expect(answer.data.person.visits).toEqual({ total: 0, edges: [], pageInfo: { hasNextPage: false } });
    expect(answer.extensions).toEqual({ completeness: 'COMPLETE_FOR_CALLER', sources: [] });
    expect(asked()).toEqual([1, 0, 0]);
  });

  it('is located once in a request, together with others', async () => {
    const answer = await province.ask('query($ids: [ID!]!) { people(ids: $ids) { count visits { total } } }', { ids: [lan, minh, lan] });

    expect(answer.data.people.map(({ count }: { count: number }) => count)).toEqual([3, 1, 3]);
    expect(province.locator.asked).toEqual([[lan, minh]]);
    expect(h1.asked[0]?.variables['representations']).toEqual([{ __typename: 'Patient', id: lan }]);
    expect(asked()).toEqual([1, 1, 1]);
  });

  it('cannot be asked about when nobody can say who holds something', async () => {
    province.locator.isDown = true;

    const answer = await province.ask(chart, { id: lan });

    expect(answer.data.person).toEqual({ name: `Name of ${lan}`, visits: null });
    expect(answer.errors).toEqual([
      expect.objectContaining({ extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'people', status: 503 } }),
    ]);
    expect(answer.extensions?.completeness).toBe('PARTIAL');
  });

  it('held by a hospital that the gateway does not know is not whole', async () => {
    province.locator.extra.set(lan, ['h9']);

    expect((await province.ask(chart, { id: lan })).extensions?.completeness).toBe('PARTIAL');
  });
});

describe('values are joined by their rule', () => {
  it('sum, newest and lists one after the other', async () => {
    const answer = await province.ask('query($id: ID!) { person(id: $id) { count last { id at } tags allergies } }', { id: lan });

    expect(answer.data.person).toEqual({
      count: 3,
      last: { id: `h1.${ulid(2)}`, at: '2026-03-01' },
      tags: ['h1:2026-01-01', 'h1:2026-03-01', 'h2:2026-02-01'],
      allergies: ['penicillin at h1', 'penicillin at h1', 'penicillin at h2'],
    });
  });

  it('a root field with a patient', async () => {
    const answer = await province.ask('query($id: ID!) { visitsOf(patientId: $id) { at } }', { id: lan });

    expect(answer.data.visitsOf).toEqual([{ at: '2026-01-01' }, { at: '2026-03-01' }, { at: '2026-02-01' }]);
  });

  it('two lists of one patient, narrowed in different ways', async () => {
    const answer = await province.ask(
      'query($id: ID!, $kind: String) { person(id: $id) { a: visits(kind: $kind) { edges { node { at } } } b: visits(kind: "IMP") { total } } }',
      { id: lan, kind: 'AMB' },
    );

    expect(answer.data.person).toEqual({ a: { edges: [{ node: { at: '2026-02-01' } }, { node: { at: '2026-01-01' } }] }, b: { total: 1 } });
  });

  it('only what is asked for under a condition', async () => {
    const query = `query($id: ID!, $no: Boolean!) { person(id: $id) {
      count @include(if: $no)
      visits(first: 1) { edges { node { at @skip(if: true) id } } pageInfo @include(if: $no) { hasNextPage } ... @skip(if: $no) { total } }
    } }`;

    expect((await province.ask(query, { id: lan, no: false })).data.person).toEqual({
      visits: { edges: [{ node: { id: `h1.${ulid(2)}` } }], total: 3 },
    });
  });

  it('what all hospitals refuse is refused once', async () => {
    const answer = await province.ask('query($id: ID!) { person(id: $id) { visits(first: 0) { total } } }', { id: lan });

    expect(answer.data.person.visits).toBeNull();
    expect(answer.errors).toEqual([
      expect.objectContaining({ path: ['person', 'visits'], extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }),
    ]);
    expect(answer.extensions?.completeness).toBe('COMPLETE_FOR_CALLER');
  });

  it('errors stand where their record stands in the joined list', async () => {
    const answer = await province.ask('query($id: ID!) { person(id: $id) { visits(first: 2) { edges { node { id secret } } } } }', {
      id: lan,
    });

    expect(answer.errors?.map(({ message, path }) => [message, path?.join('.')])).toEqual([
      ['No 2.', 'person.visits.edges.0.node.secret'],
      ['No 3.', 'person.visits.edges.1.node.secret'],
    ]);
    expect(answer.extensions?.completeness).toBe('COMPLETE_FOR_CALLER');
  });
});

describe('an id names its hospital', () => {
  it('which alone is asked for the record, and nobody where it is', async () => {
    const answer = await province.ask('query($id: ID!) { visit(id: $id) { at } }', { id: `h2.${ulid(3)}` });

    expect(answer.data).toEqual({ visit: { at: '2026-02-01' } });
    expect([asked(), province.locator.asked]).toEqual([[0, 1, 0], []]);
    expect(answer.extensions).toEqual({ completeness: 'COMPLETE_FOR_CALLER', sources: [source('h2')] });
  });

  it('of two records in one operation: each hospital is asked for its own only', async () => {
    const answer = await province.ask(`{ a: visit(id: "h1.${ulid(1)}") { id } b: visit(id: "h2.${ulid(3)}") { id } __typename }`);

    expect(answer.data).toEqual({ a: { id: `h1.${ulid(1)}` }, b: { id: `h2.${ulid(3)}` }, __typename: 'Query' });
    expect(asked()).toEqual([1, 1, 0]);
  });

  it.each([
    ['a hospital that there is not', `h9.${ulid(1)}`],
    ['no hospital', ulid(1)],
  ])("is nobody's when it names %s", async (_name, id) => {
    expect(await province.ask('query($id: ID!) { visit(id: $id) { at } }', { id })).toMatchObject({ data: { visit: null } });
    expect(asked()).toEqual([0, 0, 0]);
  });

  it('is refused when it is none', async () => {
    const answer = await province.ask('{ visit(id: "42") { at } }');

    expect(answer.errors).toEqual([expect.objectContaining({ path: ['visit'], extensions: { code: 'BAD_USER_INPUT', argument: 'id' } })]);
  });

  it('leads a mutation to its hospital', async () => {
    const answer = await province.ask('mutation($id: ID!) { amend(id: $id, note: "x") { id note } }', { id: `h2.${ulid(3)}` });

    expect(answer.data).toEqual({ amend: { id: `h2.${ulid(3)}`, note: 'x' } });
    expect(asked()).toEqual([0, 1, 0]);
  });

  it.each([
    ['of a hospital that there is not', `mutation { amend(id: "h9.${ulid(3)}") { id } }`, 'BAD_USER_INPUT'],
    ["that names nobody's records, of a caller who works nowhere", `mutation { open(patientId: "${lan}") { id } }`, 'FORBIDDEN'],
  ])('and a mutation is refused %s', async (_name, mutation, code) => {
    const answer = await province.ask(mutation);

    expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual([code]);
    expect(asked()).toEqual([0, 0, 0]);
  });
});

describe('other entities', () => {
  it('a facility is asked of its own hospital', async () => {
    const answer = await province.ask('{ ward(id: "ward-h2") { visits { total } } }');

    expect(answer.data.ward.visits.total).toBe(1);
    expect(asked()).toEqual([0, 1, 0]);
  });

  it('a practitioner is asked of all', async () => {
    const answer = await province.ask('{ doctor(id: "d1") { visits { total } } }');

    expect(answer.data.doctor.visits.total).toBe(4);
    expect(asked()).toEqual([1, 1, 1]);
  });

  it("a patient below a record is asked of all who hold something, not of the record's hospital alone", async () => {
    const answer = await province.ask(
      'query($id: ID!, $first: Int) { visit(id: $id) { subject { id name visits(first: $first) { edges { node { at } } pageInfo { endCursor } } } } }',
      { id: `h2.${ulid(3)}`, first: 2 },
    );

    expect(answer.errors).toBeUndefined();
    expect(answer.data.visit.subject).toMatchObject({
      name: `Name of ${lan}`,
      visits: { edges: [{ node: { at: '2026-03-01' } }, { node: { at: '2026-02-01' } }] },
    });
    expect(answer.extensions?.sources).toEqual([source('h1'), source('h2')]);
  });

  it('and errors of it stand at its place', async () => {
    h1.behave = async () => ({ errors: [{ message: 'Down.' }] });

    const answer = await province.ask('query($id: ID!) { visit(id: $id) { subject { visits { total } } } }', { id: `h2.${ulid(3)}` });

    expect(answer.data.visit.subject.visits.total).toBe(1);
    expect(answer.errors?.map(({ path }) => path?.join('.'))).toEqual(['visit.subject']);
  });
});

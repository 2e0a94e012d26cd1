import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCondition, anEncounter, anObservation, testId } from '../model/builders.ts';
import { type OpenEncounters, openEncounters } from '../testing/open-encounters.ts';

let subgraph: OpenEncounters;

const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T08:00:00+07:00`;
const idsOf = (type: string, ...numbers: readonly number[]) => numbers.map((number) => testId(type, number));
const facilityId = testId('Facility', 1);

beforeAll(async () => {
  subgraph = await openEncounters();
  const encounters = [1, 2, 3, 4, 5].map((number) =>
    anEncounter({
      id: testId('Encounter', number),
      period: { start: day(number) },
      status: number === 5 ? 'IN_PROGRESS' : 'FINISHED',
      class: number % 2 === 0 ? 'EMER' : 'AMB',
      facilityId,
      participants: [{ practitionerId: testId('Practitioner', number) }, { practitionerId: testId('Practitioner', 9) }],
    }),
  );
  await subgraph.keep(...encounters.map((record) => ({ type: 'Encounter', record })));
  await subgraph.keep(
    { type: 'Encounter', record: anEncounter({ id: testId('Encounter', 6), patientId: testId('Patient', 2) }) },
    { type: 'Condition', record: aCondition({ recordedDate: '2026' }) },
    { type: 'Condition', record: aCondition({ id: testId('Condition', 2), clinicalStatus: 'RESOLVED', recordedDate: '2026-03' }) },
    { type: 'Condition', record: aCondition({ id: testId('Condition', 3), recordedDate: '2026-03-02' }) },
    {
      type: 'Condition',
      record: { id: testId('Condition', 4), patientId: testId('Patient', 1) },
    },
    { type: 'Observation', record: anObservation({ encounterId: testId('Encounter', 1) }) },
    {
      type: 'Observation',
      record: anObservation({
        id: testId('Observation', 2),
        encounterId: testId('Encounter', 1),
        categories: [{ coding: [{ code: 'survey' }] }, { coding: [{ code: 'vital-signs' }] }],
        code: { coding: [{ code: 'XN.01' }, { system: 'http://loinc.org', code: '85354-9' }] },
      }),
    },
  );
});
afterAll(() => subgraph.close());

interface List {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: Readonly<Record<string, unknown>>;
}

/** One list of one entity. */
async function list(typename: string, number: number, call: string): Promise<List> {
  const query = `query($of: [_Any!]!) {
    _entities(representations: $of) {
      ... on ${typename} { list: ${call} { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
    }
  }`;
  const { data, errors } = await subgraph.ask(query, { of: [{ __typename: typename, id: testId(typename, number) }] });
  expect(errors).toBeUndefined();
  return (data as unknown as { _entities: [{ list: List }] })._entities[0].list;
}

const ids = async (typename: string, number: number, call: string) => (await list(typename, number, call)).edges.map(({ node }) => node.id);

describe('a list', () => {
  it('runs from the newest to the oldest and holds one patient only', async () => {
    expect(await ids('Patient', 1, 'encounters')).toEqual(idsOf('Encounter', 5, 4, 3, 2, 1));
    expect(await ids('Patient', 2, 'encounters')).toEqual(idsOf('Encounter', 6));
  });

  it('orders dates of any precision, and puts records without a date last', async () => {
    expect(await ids('Patient', 1, 'conditions')).toEqual(idsOf('Condition', 3, 2, 1, 4));
  });

  it('is empty, not null, where there is nothing', async () => {
    expect(await list('Patient', 3, 'encounters')).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it('goes on behind a cursor until every record came once', async () => {
    const first = await list('Patient', 1, 'encounters(first: 2)');
    const second = await list('Patient', 1, `encounters(first: 2, after: "${first.pageInfo['endCursor']}")`);
    const third = await list('Patient', 1, `encounters(first: 2, after: "${second.pageInfo['endCursor']}")`);

    expect([first, second, third].map(({ edges }) => edges.map(({ node }) => node.id))).toEqual([
      idsOf('Encounter', 5, 4),
      idsOf('Encounter', 3, 2),
      idsOf('Encounter', 1),
    ]);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false, startCursor: first.edges[0]?.cursor });
    expect(third.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true, endCursor: third.edges[0]?.cursor });
  });

  it('orders records of the same moment by their ids, so that pages neither repeat nor lose one', async () => {
    const patientId = testId('Patient', 7);
    const records = [71, 72, 73, 74].map((number) => anEncounter({ id: testId('Encounter', number), patientId }));
    await subgraph.keep(...records.map((record) => ({ type: 'Encounter', record })));

    const first = await list('Patient', 7, 'encounters(first: 3)');
    const rest = await ids('Patient', 7, `encounters(after: "${first.pageInfo['endCursor']}")`);

    const expected = records
      .map(({ id }) => id)
      .sort()
      .reverse();
    expect([...first.edges.map(({ node }) => node.id), ...rest]).toEqual(expected);
  });

  it('gives 20 where nobody says how many', async () => {
    const patientId = testId('Patient', 8);
    const numbers = Array.from({ length: 21 }, (_, index) => 800 + index);
    await subgraph.keep(
      ...numbers.map((number) => ({ type: 'Encounter', record: anEncounter({ id: testId('Encounter', number), patientId }) })),
    );

    const { edges, pageInfo } = await list('Patient', 8, 'encounters');

    expect(edges).toHaveLength(20);
    expect(pageInfo).toMatchObject({ hasNextPage: true });
  });
});

describe('lists are narrowed', () => {
  it.each([
    ['Patient', 1, 'encounters(status: FINISHED)', idsOf('Encounter', 4, 3, 2, 1)],
    ['Patient', 1, 'encounters(status: FINISHED, class: EMER)', idsOf('Encounter', 4, 2)],
    ['Patient', 1, 'encounters(class: AMB, first: 2)', idsOf('Encounter', 5, 3)],
    ['Patient', 1, 'conditions(clinicalStatus: ACTIVE)', idsOf('Condition', 3, 1)],
    ['Patient', 1, 'conditions(clinicalStatus: null)', idsOf('Condition', 3, 2, 1, 4)],
    ['Patient', 1, 'observations(category: "laboratory")', idsOf('Observation', 1)],
    ['Patient', 1, 'observations(category: "vital-signs")', idsOf('Observation', 2)],
    ['Patient', 1, 'observations(code: "4548-4")', idsOf('Observation', 1)],
    ['Patient', 1, 'observations(code: "XN.01", category: "survey")', idsOf('Observation', 2)],
    ['Patient', 1, 'observations(code: "4548-4", category: "survey")', []],
    ['Encounter', 1, 'observations(category: "survey")', idsOf('Observation', 2)],
    ['Facility', 1, 'encounters(status: IN_PROGRESS)', idsOf('Encounter', 5)],
    ['Practitioner', 9, 'encounters', idsOf('Encounter', 5, 4, 3, 2, 1)],
    ['Practitioner', 3, 'encounters', idsOf('Encounter', 3)],
  ])('%s %i: %s', async (typename, number, call, expected) => {
    expect(await ids(typename, number, call)).toEqual(expected);
  });

  it('keep their filter on the next page', async () => {
    const first = await list('Patient', 1, 'encounters(class: AMB, first: 2)');

    expect(await ids('Patient', 1, `encounters(class: AMB, after: "${first.pageInfo['endCursor']}")`)).toEqual(idsOf('Encounter', 1));
  });

  it('differ under two aliases of one operation', async () => {
    const query = `query($of: [_Any!]!) { _entities(representations: $of) { ... on Patient {
      emergencies: encounters(class: EMER) { edges { node { id } } } latest: encounters(first: 1) { edges { node { id } } }
    } } }`;
    const { data } = await subgraph.ask(query, { of: [{ __typename: 'Patient', id: testId('Patient', 1) }] });

    const nodes = (...numbers: readonly number[]) => ({ edges: idsOf('Encounter', ...numbers).map((id) => ({ node: { id } })) });
    expect(data).toEqual({ _entities: [{ emergencies: nodes(4, 2), latest: nodes(5) }] });
  });
});

describe('a list refuses', () => {
  const patients = Array.from({ length: 3 }, (_, index) => ({ __typename: 'Patient', id: testId('Patient', index + 1) }));

  it.each([
    ['a page of 1000', 'encounters(first: 1000) { edges { cursor } }', 'first'],
    ['an empty page', 'conditions(first: 0) { edges { cursor } }', 'first'],
    ['a negative page', 'goals(first: -1) { edges { cursor } }', 'first'],
    ['a cursor that is none', 'observations(after: "nonsense") { edges { cursor } }', 'after'],
    ['a cursor of another list', `procedures(after: "${Buffer.from('["x"]').toString('base64url')}") { edges { cursor } }`, 'after'],
    ['an unknown status', 'encounters(status: DONE) { edges { cursor } }', 'status'],
    ['an unknown class', 'encounters(class: OUTPATIENT) { edges { cursor } }', 'class'],
    ['an unknown clinical status', 'conditions(clinicalStatus: SICK) { edges { cursor } }', 'clinicalStatus'],
  ])('%s, once for all patients, naming the argument', async (_case, selection, argument) => {
    const query = `query($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { ${selection} } } }`;
    const { errors } = await subgraph.ask(query, { of: patients });

    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });

  it('an unknown status in a variable', async () => {
    const query = `query($of: [_Any!]!, $asked: EncounterStatus) {
      _entities(representations: $of) { ... on Patient { encounters(status: $asked) { edges { cursor } } } }
    }`;
    const { errors } = await subgraph.ask(query, { of: patients, asked: 'DONE' });

    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'status' });
  });
});

import { entitiesQuery } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aMedicationDispense, aMedicationRequest, testId } from '../model/builders.ts';
import { type OpenPharmacy, openPharmacy, representationOf } from '../testing/open-pharmacy.ts';

let subgraph: OpenPharmacy;

const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T08:00:00+07:00`;
const idsOf = (type: string, ...numbers: readonly number[]) => numbers.map((number) => testId(type, number));

beforeAll(async () => {
  subgraph = await openPharmacy();
  const requests = [1, 2, 3, 4, 5].map((number) =>
    aMedicationRequest({
      id: testId('MedicationRequest', number),
      authoredOn: day(number),
      status: number === 5 ? 'ACTIVE' : 'COMPLETED',
      encounterId: testId('Encounter', number > 3 ? 2 : 1),
      requesterId: testId('Practitioner', 1),
    }),
  );
  const dispenses = [1, 2, 3].map((number) =>
    aMedicationDispense({ id: testId('MedicationDispense', number), whenHandedOver: day(number), quantity: { value: 5, code: '{tbl}' } }),
  );
  await subgraph.keep(
    ...requests.map((record) => ({ type: 'MedicationRequest', record })),
    ...dispenses.map((record) => ({ type: 'MedicationDispense', record })),
    {
      type: 'MedicationRequest',
      record: aMedicationRequest({
        id: testId('MedicationRequest', 6),
        patientId: testId('Patient', 2),
        medicationId: testId('Medication', 404),
      }),
    },
  );
});
afterAll(() => subgraph.close());

interface List {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: Readonly<Record<string, unknown>>;
}

async function list(typename: string, number: number, call: string): Promise<List> {
  const selection = `list: ${call} { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
  const representations = [representationOf(typename, number, 1)];
  const { _entities } = await subgraph.dataOf<{ _entities: [{ list: List }] }>(entitiesQuery(typename, selection), { representations });
  return _entities[0].list;
}

describe('a list', () => {
  it.each([
    ['Patient', 1, 'medicationRequests', idsOf('MedicationRequest', 5, 4, 3, 2, 1)],
    ['Patient', 1, 'medicationRequests(status: ACTIVE)', idsOf('MedicationRequest', 5)],
    ['Patient', 1, 'medicationRequests(status: COMPLETED, first: 2)', idsOf('MedicationRequest', 4, 3)],
    ['Patient', 1, 'medicationRequests(status: null, first: 1)', idsOf('MedicationRequest', 5)],
    ['Patient', 1, 'medicationDispenses', idsOf('MedicationDispense', 3, 2, 1)],
    ['Patient', 2, 'medicationRequests', idsOf('MedicationRequest', 6)],
    ['Patient', 3, 'medicationRequests', []],
    ['Encounter', 1, 'medicationRequests', idsOf('MedicationRequest', 3, 2, 1)],
    ['Encounter', 2, 'medicationRequests(first: 1)', idsOf('MedicationRequest', 5)],
    ['Practitioner', 1, 'medicationRequests', idsOf('MedicationRequest', 5, 4, 3, 2, 1)],
  ])('%s %i: %s runs from the newest to the oldest', async (typename, number, call, expected) => {
    const { edges } = await list(typename, number, call);

    expect(edges.map(({ node }) => node.id)).toEqual(expected);
  });

  it('goes on behind a cursor, under its filter, until every record came once', async () => {
    const first = await list('Patient', 1, 'medicationRequests(status: COMPLETED, first: 3)');
    const rest = await list('Patient', 1, `medicationRequests(status: COMPLETED, first: 3, after: "${first.pageInfo['endCursor']}")`);

    expect([...first.edges, ...rest.edges].map(({ node }) => node.id)).toEqual(idsOf('MedicationRequest', 4, 3, 2, 1));
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });
});

describe('the dispenses of a request', () => {
  it('come newest first and lower what remains', async () => {
    const { data } = await subgraph.ask(
      'query($id: ID!) { medicationRequest(id: $id) { dispenses { id request { status } } remaining { value } } }',
      { id: testId('MedicationRequest', 1) },
    );

    expect(data).toEqual({
      medicationRequest: {
        dispenses: idsOf('MedicationDispense', 3, 2, 1).map((id) => ({ id, request: { status: 'COMPLETED' } })),
        remaining: { value: 15 },
      },
    });
  });

  it('are empty where nothing was handed out, and all remains', async () => {
    const { data } = await subgraph.ask('query($id: ID!) { medicationRequest(id: $id) { dispenses { id } remaining { value } } }', {
      id: testId('MedicationRequest', 2),
    });

    expect(data).toEqual({ medicationRequest: { dispenses: [], remaining: { value: 30 } } });
  });
});

describe('the product of a request', () => {
  it('is null where the catalogue does not have it', async () => {
    expect(
      await subgraph.ask('query($id: ID!) { medicationRequest(id: $id) { medication { id } } }', { id: testId('MedicationRequest', 6) }),
    ).toEqual({ data: { medicationRequest: { medication: null } } });
  });
});

describe('a list refuses', () => {
  it.each([
    ['a page of 1000', 'medicationRequests(first: 1000) { edges { cursor } }', 'first'],
    ['an empty page', 'medicationDispenses(first: 0) { edges { cursor } }', 'first'],
    ['a cursor that is none', 'medicationRequests(after: "nonsense") { edges { cursor } }', 'after'],
    ['an unknown status', 'medicationRequests(status: DONE) { edges { cursor } }', 'status'],
  ])('%s, once for all patients, naming the argument', async (_case, selection, argument) => {
    const representations = [1, 2, 3].map((number) => ({ __typename: 'Patient', id: testId('Patient', number) }));

    const { errors } = await subgraph.ask(entitiesQuery('Patient', selection), { representations });

    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });
});

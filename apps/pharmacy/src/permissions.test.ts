import { type AskedBy, entitiesQuery } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aMedication, aMedicationDispense, aMedicationRequest, testId } from './model/builders.ts';
import { type OpenPharmacy, openPharmacy, representationOf } from './testing/open-pharmacy.ts';

const [here, elsewhere] = [testId('Facility', 1), testId('Facility', 2)];
const patientId = testId('Patient', 1);
const prescriptionCode = '44001a7b3x9y-c';
const day = (number: number) => `2026-03-0${number}T08:00:00+07:00`;
const antiretroviral = { coding: [{ system: 'http://www.whocc.no/atc', code: 'J05AG03', display: 'efavirenz' }], text: 'Efavirenz 600 mg' };

const request = (number: number, fields: object = {}) => ({
  type: 'MedicationRequest',
  record: aMedicationRequest({
    id: testId('MedicationRequest', number),
    authoredOn: day(number),
    encounterId: testId('Encounter', 1),
    requesterId: testId('Practitioner', 1),
    facilityId: here,
    prescriptionCode,
    ...fields,
  }),
});
const shown = [
  { type: 'Medication', record: aMedication() },
  request(2),
  request(4, { facilityId: elsewhere, encounterId: testId('Encounter', 2) }),
  request(5, { patientId: testId('Patient', 2) }), // Says that it was made in the first patient's contact.
  { type: 'MedicationDispense', record: aMedicationDispense({ requestId: testId('MedicationRequest', 2), facilityId: here }) },
];
const hidden = [
  ...[1, 3].map((number) => request(number, { medicationConcept: antiretroviral })),
  {
    type: 'MedicationDispense',
    record: aMedicationDispense({ id: testId('MedicationDispense', 3), requestId: testId('MedicationRequest', 3), facilityId: here }),
  },
];

let subgraph: OpenPharmacy;
let without: OpenPharmacy;
beforeAll(async () => {
  [subgraph, without] = [await openPharmacy('enforced'), await openPharmacy('enforced')];
  await subgraph.keep(...shown, ...hidden);
  await without.keep(...shown);
});
afterAll(async () => {
  await subgraph.close();
  await without.close();
});

const physician = { facilityId: here } as const;
const team: AskedBy = { caller: physician, facts: { [patientId]: { careTeam: true } } };
const named: AskedBy = { caller: physician, facts: { [patientId]: { assigned: true } } };
const stranger: AskedBy = { caller: physician };
const lead: AskedBy = { caller: { ...physician, role: 'head-of-unit' }, leads: [testId('Department', 1)] };

const list = 'medicationRequests { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }';
const requestsOf = async (by: AskedBy, typename: string, representation: object) => {
  const { data, errors } = await subgraph.askAs(by, entitiesQuery(typename, list), { representations: [representation] });
  const [parent] = (data as { _entities: { medicationRequests: { edges: { node: { id: string } }[] } | null }[] })._entities;
  return { ids: parent?.medicationRequests?.edges.map(({ node }) => node.id), codes: errors?.map(({ extensions }) => extensions['code']) };
};
const requests = (...numbers: readonly number[]) => numbers.map((number) => testId('MedicationRequest', number));
const refused = { ids: undefined, codes: ['FORBIDDEN'] };

describe('prescribed medicines', () => {
  it.each([
    ['the team, of its facility', team, requests(2)],
    ['whom the case was given to by name, all of them', named, requests(4, 3, 2, 1)],
  ])('are shown to %s', async (_whom, by, ids) => {
    expect(await requestsOf(by, 'Patient', representationOf('Patient', 1))).toEqual({ ids, codes: undefined });
  });

  it('are refused to a stranger, and not shown empty', async () => {
    expect(await requestsOf(stranger, 'Patient', representationOf('Patient', 1))).toEqual(refused);
    expect(await requestsOf(stranger, 'Patient', representationOf('Patient', 404))).toEqual(refused);
  });
});

describe('medicines of a contact', () => {
  it('are those of the patient whose contact the medical record says it is', async () => {
    expect(await requestsOf(named, 'Encounter', representationOf('Encounter', 1))).toEqual({ ids: requests(3, 2, 1), codes: undefined });
  });

  it('are refused where nothing of that patient may be seen, whether there is anything or not', async () => {
    expect(await requestsOf(stranger, 'Encounter', representationOf('Encounter', 1))).toEqual(refused);
    expect(await requestsOf(stranger, 'Encounter', representationOf('Encounter', 404))).toEqual(refused);
  });

  it('are refused where the medical record does not say whose contact it is', async () => {
    const { subject: _subject, ...untold } = representationOf('Encounter', 1);

    expect(await requestsOf(named, 'Encounter', untold)).toEqual(refused);
    expect(await requestsOf(named, 'Encounter', { ...untold, subject: null })).toEqual(refused);
  });

  it('are empty, and not refused, for the head of a unit that made none of them', async () => {
    expect(await requestsOf(lead, 'Encounter', representationOf('Encounter', 1))).toEqual({ ids: [], codes: undefined });
  });

  it('show no rows of another patient, whoever may see both', async () => {
    const both: AskedBy = { ...named, facts: { [patientId]: { assigned: true }, [testId('Patient', 2)]: { assigned: true } } };

    expect((await requestsOf(both, 'Encounter', representationOf('Encounter', 1))).ids).toEqual(requests(3, 2, 1));
    expect((await requestsOf(both, 'Encounter', representationOf('Encounter', 1, 2))).ids).toEqual(requests(5));
  });
});

describe('the catalogue', () => {
  it('is open to whoever signed in, and to nobody else', async () => {
    const query = '{ medications { edges { node { name } } } }';

    expect((await subgraph.askAs(stranger, query)).data).toEqual({ medications: { edges: [{ node: { name: 'Metformin 500 mg' } }] } });
    expect((await subgraph.askAs({}, query)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});

describe('a hidden medicine', () => {
  const of = (typename: string) => ({ representations: [representationOf(typename, 1)] });
  const operations: readonly (readonly [query: string, variables: object])[] = [
    ...[1, 2, 3].map((first) => [entitiesQuery('Patient', list.replace(' {', `(first: ${first}) {`)), of('Patient')] as const),
    [entitiesQuery('Encounter', list), of('Encounter')],
    [entitiesQuery('Practitioner', list), of('Practitioner')],
    [entitiesQuery('Patient', list.replaceAll('medicationRequests', 'medicationDispenses')), of('Patient')],
    [`{ prescription(code: "${prescriptionCode}") { id } }`, {}],
    [`{ medicationRequest(id: "${testId('MedicationRequest', 3)}") { id medicationConcept { text } } }`, {}],
    [
      entitiesQuery('MedicationRequest', 'id remaining { value } dispenses { id }'),
      { representations: [2, 3].map((number) => representationOf('MedicationRequest', number)) },
    ],
    [entitiesQuery('MedicationDispense', 'id request { id }'), { representations: [representationOf('MedicationDispense', 3)] }],
  ];

  it.each(operations)('leaves no trace in an answer: %s', async (query, variables) => {
    const [answer, never] = [await subgraph.toldTo(team, query, { ...variables }), await without.toldTo(team, query, { ...variables })];

    expect(answer).toBe(never);
    expect(answer).not.toMatch(/efavirenz|J05A/i);
  });

  it('is looked up like one that never was', async () => {
    const byId = (number: number) =>
      subgraph.toldTo(team, 'query ($id: ID!) { medicationRequest(id: $id) { id } }', { id: testId('MedicationRequest', number) });

    expect(await byId(3)).toBe(await byId(404));
  });
});

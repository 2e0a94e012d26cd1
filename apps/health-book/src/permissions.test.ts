import { type AskedBy, entitiesQuery, type OpenSubgraph } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aBookVisit, aHealthBook, anAppointment, anImmunization, aSelfMeasurement, testId } from './model/builders.ts';
import type { HealthBookStore } from './store/health-book-store.ts';
import { openHealthBook, representationOf } from './testing/open-health-book.ts';

const here = testId('Facility', 1);
const patientId = testId('Patient', 1);
const day = (number: number) => `2026-03-0${number}T08:00:00+07:00`;
const hiv = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'B24', display: 'HIV' }] };

const visit = (number: number, fields: object = {}) => ({
  type: 'BookVisit',
  record: aBookVisit({
    id: testId('BookVisit', number),
    encounterId: testId('Encounter', number),
    period: { start: day(number) },
    facilityId: here,
    ...fields,
  }),
});
const appointment = (number: number, fields: object = {}) => ({
  type: 'Appointment',
  record: anAppointment({ id: testId('Appointment', number), start: day(number), ...fields }),
});
const shown = [
  { type: 'HealthBook', record: aHealthBook() },
  visit(1),
  visit(3),
  { type: 'Immunization', record: anImmunization({ encounterId: testId('Encounter', 1), facilityId: here }) },
  { type: 'SelfMeasurement', record: aSelfMeasurement() },
  appointment(1),
  appointment(3, { patientId: testId('Patient', 2) }),
];
const hidden = [...[2, 4].map((number) => visit(number, { dischargeDiagnosis: hiv })), appointment(2, { reason: hiv })];

let subgraph: OpenSubgraph<HealthBookStore>;
let without: OpenSubgraph<HealthBookStore>;
beforeAll(async () => {
  [subgraph, without] = [await openHealthBook('enforced'), await openHealthBook('enforced')];
  await subgraph.keep(...shown, ...hidden);
  await without.keep(...shown);
});
afterAll(async () => {
  await subgraph.close();
  await without.close();
});

const team: AskedBy = { caller: { facilityId: here }, facts: { [patientId]: { careTeam: true } } };
const stranger: AskedBy = { caller: { facilityId: here } };
const self: AskedBy = { caller: { role: 'citizen', purpose: 'PATRQT' }, facts: { [patientId]: { self: true } } };
const reception: AskedBy = { caller: { role: 'registrar', purpose: 'HOPERAT', facilityId: here } };
const analyst: AskedBy = { caller: { role: 'health-department-analyst', purpose: 'PUBHLTH' } };

async function entity(by: AskedBy, typename: string, fields: string, representation: object = representationOf(typename, 1)) {
  const { data, errors } = await subgraph.askAs(by, entitiesQuery(typename, fields), { representations: [representation] });
  return {
    entity: (data as { _entities: unknown[] })._entities[0],
    refused: errors?.map(({ path }) => (path as unknown[]).slice(2).join('.')).toSorted(),
  };
}

describe('a health book', () => {
  const whole = 'healthBook { status bloodGroup { text } visits { edges { node { id } } } } selfMeasurements { edges { node { id } } }';
  const visits = (...numbers: readonly number[]) => ({ edges: numbers.map((number) => ({ node: { id: testId('BookVisit', number) } })) });

  it('is shown to its owner whole, HIV included', async () => {
    expect(await entity(self, 'Patient', whole)).toEqual({
      entity: {
        healthBook: { status: 'LINKED', bloodGroup: null, visits: visits(4, 3, 2, 1) },
        selfMeasurements: { edges: [{ node: { id: testId('SelfMeasurement', 1) } }] },
      },
      refused: undefined,
    });
  });

  it('is shown to the team without what is of HIV', async () => {
    expect(await entity(team, 'Patient', 'healthBook { visits { edges { node { id } } } }')).toEqual({
      entity: { healthBook: { visits: visits(3, 1) } },
      refused: undefined,
    });
  });

  it.each([1, 404])('is refused to a stranger and not said to be missing: patient %i', async (number) => {
    expect(
      await entity({ caller: { role: 'citizen', purpose: 'PATRQT' } }, 'Patient', 'healthBook { id }', representationOf('Patient', number)),
    ).toEqual({
      entity: { healthBook: null },
      refused: ['healthBook'],
    });
  });

  it('is refused to reception, because a book is kept at no facility', async () => {
    expect(await entity(reception, 'Patient', 'healthBook { id }')).toEqual({ entity: { healthBook: null }, refused: ['healthBook'] });
  });

  it('is refused to a stranger of the same facility in its clinical lists', async () => {
    expect(await entity(stranger, 'Patient', 'immunizations { edges { cursor } } selfMeasurements { edges { cursor } }')).toEqual({
      entity: { immunizations: null, selfMeasurements: null },
      refused: ['immunizations', 'selfMeasurements'],
    });
  });
});

describe('a contact', () => {
  const fields = 'bookVisit { id } immunizations { edges { node { id } } }';

  it('has its visit and vaccinations, of the patient whose contact it is', async () => {
    expect(await entity(team, 'Encounter', fields)).toEqual({
      entity: { bookVisit: { id: testId('BookVisit', 1) }, immunizations: { edges: [{ node: { id: testId('Immunization', 1) } }] } },
      refused: undefined,
    });
    expect(await entity(team, 'Encounter', fields, { ...representationOf('Encounter', 2), subject: { id: patientId } })).toEqual({
      entity: { bookVisit: null, immunizations: { edges: [] } },
      refused: undefined,
    });
  });

  it('is refused to who may see nothing of the patient, and where nobody says whose it is', async () => {
    const citizen: AskedBy = { caller: { role: 'citizen', purpose: 'PATRQT' } };
    const refused = { entity: { bookVisit: null, immunizations: null }, refused: ['bookVisit', 'immunizations'] };

    expect(await entity(citizen, 'Encounter', fields)).toEqual(refused);
    expect(await entity(team, 'Encounter', fields, { ...representationOf('Encounter', 1), subject: null })).toEqual(refused);
  });
});

describe('booked visits', () => {
  const list = 'appointments { edges { node { id reason { text } } } }';
  const booked = (...numbers: readonly number[]) => ({
    appointments: { edges: numbers.map((number) => ({ node: { id: testId('Appointment', number), reason: null } })) },
  });

  it('of a facility are shown to its reception, without their reasons and without those for HIV', async () => {
    const { entity: facility } = await entity(reception, 'Facility', list);

    expect(facility).toEqual(booked(3, 1));
  });

  it('of a facility are refused to who has no business there', async () => {
    expect(await entity(analyst, 'Facility', list)).toEqual({ entity: { appointments: null }, refused: ['appointments'] });
  });
});

describe('adoption', () => {
  const query = '{ healthBookAdoption { edges { cursor } } }';

  it('is for the department of health, and for nobody else', async () => {
    expect((await subgraph.askAs(analyst, query)).errors).toBeUndefined();
    expect((await subgraph.askAs(team, query)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('a hidden record', () => {
  const of = (typename: string, number = 1) => ({
    representations: [{ ...representationOf(typename, number), subject: { id: patientId } }],
  });
  const page = '{ edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }';
  const operations: readonly (readonly [query: string, variables: object])[] = [
    ...[1, 2, 3].flatMap((first) => [
      [entitiesQuery('Patient', `healthBook { visits(first: ${first}) ${page} }`), of('Patient')] as const,
      [entitiesQuery('Patient', `appointments(first: ${first}) ${page}`), of('Patient')] as const,
      [entitiesQuery('Facility', `appointments(first: ${first}) ${page}`), of('Facility')] as const,
    ]),
    [entitiesQuery('Encounter', 'bookVisit { id }'), of('Encounter', 2)],
    [entitiesQuery('BookVisit', 'id facility { id }'), { representations: [2, 3].map((number) => representationOf('BookVisit', number)) }],
    [`{ appointment(id: "${testId('Appointment', 2)}") { id facility { id } } }`, {}],
  ];

  it.each(operations)('leaves no trace in an answer: %s', async (query, variables) => {
    for (const by of [team, reception]) {
      const [answer, never] = [await subgraph.toldTo(by, query, { ...variables }), await without.toldTo(by, query, { ...variables })];

      expect(answer).toBe(never);
    }
  });

  it('is looked up like one that never was', async () => {
    const byId = (number: number) =>
      subgraph.toldTo(team, 'query ($id: ID!) { appointment(id: $id) { id } }', { id: testId('Appointment', number) });

    expect(await byId(2)).toBe(await byId(404));
  });
});

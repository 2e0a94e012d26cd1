import { type Connection, type OpenSubgraph, type TestRecord, walk } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aBookVisit, aHealthBook, anAppointment, anImmunization, aSelfMeasurement, testId } from './model/builders.ts';
import type { HealthBookStore } from './store/health-book-store.ts';
import { openHealthBook, representationOf } from './testing/open-health-book.ts';

let subgraph: OpenSubgraph<HealthBookStore>;

/** Books of `count` residents of a commune, the first `linked` of them linked. */
const booksOf = (communeCode: string, count: number, linked: number): TestRecord[] =>
  Array.from({ length: count }, (_, place) => ({
    type: 'HealthBook',
    record: aHealthBook({
      id: testId(`HealthBook-${communeCode}`, place),
      patientId: testId(`Patient-${communeCode}`, place),
      communeCode,
      status: place < linked ? 'LINKED' : place % 2 === 0 ? 'NOT_LINKED' : 'WITHDRAWN',
    }),
  }));

const immunization = (number: number, occurrence: string | undefined) => ({
  type: 'Immunization',
  record: anImmunization({ id: testId('Immunization', number), encounterId: testId('Encounter', 1), ...(occurrence && { occurrence }) }),
});
const measurement = (number: number, overrides: Parameters<typeof aSelfMeasurement>[0]) => ({
  type: 'SelfMeasurement',
  record: aSelfMeasurement({ id: testId('SelfMeasurement', number), ...overrides }),
});
const appointment = (number: number, overrides: Parameters<typeof anAppointment>[0]) => ({
  type: 'Appointment',
  record: anAppointment({ id: testId('Appointment', number), ...overrides }),
});

beforeAll(async () => {
  subgraph = await openHealthBook();
  await subgraph.keep(
    { type: 'HealthBook', record: aHealthBook({ initialFacilityId: testId('Facility', 1) }) },
    { type: 'BookVisit', record: aBookVisit({ encounterId: testId('Encounter', 1), doctorId: testId('Practitioner', 1) }) },
    { type: 'BookVisit', record: aBookVisit({ id: testId('BookVisit', 2), period: { start: '2026-05' } }) },
    immunization(1, '2026-02-01'),
    immunization(2, '2026'),
    immunization(3, '2026-02-01T09:00:00+07:00'),
    measurement(1, {}),
    measurement(2, { kind: 'HEART_RATE', effective: '2026-06-02T07:00:00+07:00' }),
    measurement(3, { effective: '2026-06-03T07:00:00+07:00' }),
    appointment(1, {}),
    appointment(2, { status: 'FULFILLED', start: '2026-08-01T08:00:00+07:00' }),
    appointment(3, { patientId: testId('Patient', 2), start: '2026-09-01T08:00:00+07:00' }),
    ...booksOf('19001', 12, 6),
    ...booksOf('19002', 9, 9),
    ...booksOf('19003', 30, 10),
    ...booksOf('19004', 12, 6),
    ...booksOf('19005', 10, 0),
  );
});

afterAll(() => subgraph.close());

const refusal = async (query: string) => {
  const { errors = [] } = await subgraph.ask(query);
  return errors.map(({ extensions }) => [extensions['code'], extensions['argument']]);
};

/** Fields of one entity, as the gateway asks for them. */
async function entity<Data>(type: string, number: number, fields: string): Promise<Data> {
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${fields} } } }`;
  const { _entities } = await subgraph.dataOf<{ _entities: [Data] }>(query, { of: [representationOf(type, number)] });
  return _entities[0];
}

/** Numbers of the records in a list of an entity, in its order. */
async function listed(owner: readonly [type: string, number: number], list: string, type: string): Promise<number[]> {
  const found = await entity<Record<string, Connection<{ id: string }>>>(...owner, `list: ${list} { edges { node { id } } }`);
  return found['list']?.edges.map(({ node }) => [1, 2, 3].find((number) => testId(type, number) === node.id) ?? 0) ?? [];
}

const patient = ['Patient', 1] as const;

describe('a health book', () => {
  it('is found by id and by its patient', async () => {
    const id = testId('HealthBook', 1);

    expect(await subgraph.dataOf(`{ healthBook(id: "${id}") { status patient { id } initialFacility { __typename id } } }`)).toEqual({
      healthBook: {
        status: 'LINKED',
        patient: { id: testId('Patient', 1) },
        initialFacility: { __typename: 'Facility', id: testId('Facility', 1) },
      },
    });
    expect(await entity('Patient', 1, 'healthBook { id }')).toEqual({ healthBook: { id } });
  });

  it('is null for a patient without one', async () => {
    expect(await entity('Patient', 99, 'healthBook { id } immunizations { edges { cursor } }')).toEqual({
      healthBook: null,
      immunizations: { edges: [] },
    });
  });

  it('shows the visits of its patient, the newest first', async () => {
    const { healthBook } = await entity<{ healthBook: { visits: Connection<{ id: string }> } }>(
      'Patient',
      1,
      'healthBook { visits { edges { node { id } } } }',
    );

    expect(healthBook.visits.edges.map(({ node }) => node.id)).toEqual([testId('BookVisit', 2), testId('BookVisit', 1)]);
  });

  it('tells when it last changed', async () => {
    const before = Date.now();
    const book = (status: 'LINKED' | 'WITHDRAWN') => ({
      type: 'HealthBook',
      record: aHealthBook({ id: testId('HealthBook', 50), patientId: testId('Patient', 50), status }),
    });
    await subgraph.keep(book('LINKED'));
    await subgraph.keep(book('WITHDRAWN'));

    const { healthBook } = await entity<{ healthBook: { updatedAt: string; status: string } }>(
      'Patient',
      50,
      'healthBook { updatedAt status }',
    );

    expect(healthBook.status).toBe('WITHDRAWN');
    expect(Date.parse(healthBook.updatedAt)).toBeGreaterThanOrEqual(before);
  });
});

describe('an encounter', () => {
  it('has its visit in the book and its vaccinations', async () => {
    expect(await entity('Encounter', 1, 'bookVisit { doctor { __typename id } encounter { id } }')).toEqual({
      bookVisit: { doctor: { __typename: 'Practitioner', id: testId('Practitioner', 1) }, encounter: { id: testId('Encounter', 1) } },
    });
    expect(await listed(['Encounter', 1], 'immunizations', 'Immunization')).toEqual([3, 1, 2]);
  });

  it('has none where the book does not know it', async () => {
    expect(await entity('Encounter', 9, 'bookVisit { id } immunizations { edges { cursor } }')).toEqual({
      bookVisit: null,
      immunizations: { edges: [] },
    });
  });
});

describe('lists of a patient', () => {
  it('give vaccinations by day, whatever the precision of the day, the newest first', async () => {
    expect(await listed(patient, 'immunizations', 'Immunization')).toEqual([3, 1, 2]);
  });

  it('give self-measurements, and those of one kind', async () => {
    expect(await listed(patient, 'selfMeasurements', 'SelfMeasurement')).toEqual([3, 2, 1]);
    expect(await listed(patient, 'selfMeasurements(kind: BODY_WEIGHT)', 'SelfMeasurement')).toEqual([3, 1]);
    expect(await listed(patient, 'selfMeasurements(kind: BLOOD_PRESSURE)', 'SelfMeasurement')).toEqual([]);
  });

  it('give appointments, and those of one status', async () => {
    expect(await listed(patient, 'appointments', 'Appointment')).toEqual([2, 1]);
    expect(await listed(patient, 'appointments(status: BOOKED)', 'Appointment')).toEqual([1]);
  });

  it('give every page once, narrowed or not', async () => {
    const pages = (list: string) => async (args: string) => {
      const selection = `list: ${list.replace('ARGS', args)} { edges { node { id } } pageInfo { hasNextPage endCursor } }`;
      return (await entity<{ list: Connection<{ id: string }> }>('Patient', 1, selection)).list;
    };

    expect((await walk(pages('immunizations(ARGS)'), 1)).map(({ id }) => id)).toEqual(
      [3, 1, 2].map((number) => testId('Immunization', number)),
    );
    expect((await walk(pages('selfMeasurements(kind: BODY_WEIGHT, ARGS)'), 1)).length).toBe(2);
  });

  it('say where a page lies', async () => {
    const { immunizations } = await entity<{ immunizations: object }>(
      'Patient',
      1,
      'immunizations(first: 2) { edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }',
    );

    expect(immunizations).toMatchObject({ pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: expect.any(String) } });
  });
});

describe('a facility', () => {
  it('has the visits booked there, the latest first, of one status too', async () => {
    expect(await listed(['Facility', 1], 'appointments', 'Appointment')).toEqual([3, 2, 1]);
    expect(await listed(['Facility', 1], 'appointments(status: BOOKED)', 'Appointment')).toEqual([3, 1]);
  });
});

describe('adoption by commune', () => {
  const fields = 'commune { code } residents linkedBooks coveragePercent asOf';
  const page = async (args: string) => {
    const query = `{ healthBookAdoption(${args}) { edges { node { ${fields} } } pageInfo { hasNextPage endCursor } } }`;
    return (await subgraph.dataOf<{ healthBookAdoption: Connection<{ commune: { code: string } }> }>(query)).healthBookAdoption;
  };

  it('counts the books of residents and those that are linked, the highest share first, small communes last and without a share', async () => {
    const { edges } = await page('first: 10');

    const adoption = (code: string, residents: number, linkedBooks: number, coveragePercent: number | null) => ({
      node: { commune: { code }, residents, linkedBooks, coveragePercent, asOf: '2026-06-15' },
    });
    expect(edges).toEqual([
      adoption('19001', 12, 6, 50),
      adoption('19004', 12, 6, 50),
      adoption('19003', 30, 10, 33.33),
      adoption('19005', 10, 0, 0),
      adoption('19002', 9, 9, null),
    ]);
  });

  it('gives every page once', async () => {
    for (const first of [1, 2, 3]) {
      expect((await walk(page, first)).map(({ commune }) => commune.code)).toEqual(['19001', '19004', '19003', '19005', '19002']);
    }
  });
});

describe('what is not there', () => {
  it.each(['healthBook', 'immunization', 'appointment'])('is null for the %s of an unknown id', async (field) => {
    expect(await subgraph.dataOf(`{ ${field}(id: "${testId('Nothing', 1)}") { id } }`)).toEqual({ [field]: null });
  });

  it.each(['Appointment', 'BookVisit', 'HealthBook', 'Immunization', 'SelfMeasurement'])(
    'is null as an entity %s, and takes no other with it',
    async (type) => {
      const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { id } } }`;
      const of = [testId('Nothing', 1), testId(type, 1)].map((id) => ({ __typename: type, id }));

      expect(await subgraph.dataOf(query, { of })).toEqual({ _entities: [null, { id: testId(type, 1) }] });
    },
  );
});

describe('what is not as the schema asks', () => {
  const ofPatient = (list: string) =>
    `{ _entities(representations: [{ __typename: "Patient", id: "${testId('Patient', 1)}" }]) { ... on Patient { ${list} { edges { cursor } } } } }`;

  it.each([
    ['first', '{ healthBookAdoption(first: 1000) { edges { cursor } } }'],
    ['first', ofPatient('immunizations(first: 0)')],
    ['after', '{ healthBookAdoption(after: "x") { edges { cursor } } }'],
    ['after', '{ healthBookAdoption(after: "WyJhIiwiYiJd") { edges { cursor } } }'],
    ['after', ofPatient('appointments(after: "x")')],
    ['id', '{ healthBook(id: "1") { id } }'],
    ['id', '{ immunization(id: "1") { id } }'],
    ['id', '{ appointment(id: "1") { id } }'],
    ['kind', ofPatient('selfMeasurements(kind: MOOD)')],
    ['status', ofPatient('appointments(status: LATE)')],
  ])('is one refusal that names %s: %s', async (argument, query) => {
    expect(await refusal(query)).toEqual([['BAD_USER_INPUT', argument]]);
  });

  it('is the commune of a book as a field, which is kept for counting only', async () => {
    expect(await refusal(`{ healthBook(id: "${testId('HealthBook', 1)}") { communeCode } }`)).toEqual([['BAD_USER_INPUT', undefined]]);
  });
});

import { entitiesQuery, nullsIn, type OpenSubgraph, type TestRecord } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAppointment, anImmunization, aSelfMeasurement, testId } from './model/builders.ts';
import type { HealthBookStore } from './store/health-book-store.ts';
import { openHealthBook, representationOf, sdl } from './testing/open-health-book.ts';
import { wholeRecords } from './testing/whole-records.ts';

const sizes = [1, 10, 100];
const numbers = Array.from({ length: 100 }, (_, place) => place + 1);
const representations = (type: string, size: number) => numbers.slice(0, size).map((number) => representationOf(type, number));

/** Records of a patient who has a hundred of each. */
function ofOnePatient(number: number): readonly TestRecord[] {
  const own = (type: string) => ({ id: testId(type, 1000 + number), patientId: testId('Patient', 200) });
  return [
    { type: 'Immunization', record: anImmunization(own('Immunization')) },
    { type: 'SelfMeasurement', record: aSelfMeasurement(own('SelfMeasurement')) },
    { type: 'Appointment', record: anAppointment(own('Appointment')) },
  ];
}

let subgraph: OpenSubgraph<HealthBookStore>;

beforeAll(async () => {
  subgraph = await openHealthBook();
  await subgraph.keep(...numbers.flatMap(wholeRecords));
  await subgraph.keep(...numbers.flatMap(ofOnePatient));
});

afterAll(() => subgraph.close());

describe('a whole record', () => {
  it.each(sdl.entities.map((type) => [type.name, type] as const))('has no field of %s that stays null', async (name, type) => {
    const data = await subgraph.dataOf(entitiesQuery(name, sdl.selectionOf(type)), { representations: representations(name, 1) });

    expect(nullsIn(data)).toEqual([]);
  });
});

/** What one operation costs the store, for each size. */
async function totals(operation: (size: number) => readonly [query: string, variables: Readonly<Record<string, unknown>>]) {
  const counts = [];
  for (const size of sizes) counts.push((await subgraph.commandsOf(...operation(size))).total);
  return counts;
}

describe('the number of store commands', () => {
  const links = sdl.entities.flatMap((type) => sdl.linksOf(type).map(({ field, selection }) => [type.name, field, selection] as const));

  it.each(links)('is the same for 1, 10 and 100 entities %s that are asked for %s', async (type, _field, selection) => {
    const [one = 0, ...more] = await totals((size) => [entitiesQuery(type, selection), { representations: representations(type, size) }]);

    expect(one).toBeGreaterThan(0);
    expect(more).toEqual([one, one]);
  });

  it('is the same for 1, 10 and 100 communes', async () => {
    const query = 'query ($first: Int) { healthBookAdoption(first: $first) { edges { node { commune { code } residents asOf } } } }';

    expect(await totals((first) => [query, { first }])).toEqual([1, 1, 1]);
  });

  const lists = ['immunizations', 'selfMeasurements', 'appointments'];

  it.each(lists)('is the same for lists of 1, 10 and 100 %s', async (list) => {
    const query = entitiesQuery('Patient', `${list}(first: $first) { edges { node { id } } }`).replace('query (', 'query ($first: Int, ');

    const [one, ...more] = await totals((first) => [
      query,
      { first, representations: [{ __typename: 'Patient', id: testId('Patient', 200) }] },
    ]);

    expect(more).toEqual([one, one]);
  });
});

import { entitiesQuery, sdlOfTest } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testId } from '../model/builders.ts';
import { type OpenPharmacy, openPharmacy, representationOf, schemaFolder } from '../testing/open-pharmacy.ts';
import { wholeRecords } from '../testing/whole-records.ts';

const sdl = await sdlOfTest(schemaFolder, 'pharmacy');
const kept = new Map(wholeRecords(1).map(({ type, record }) => [type, record as Readonly<Record<string, unknown>>]));
let subgraph: OpenPharmacy;

beforeAll(async () => {
  subgraph = await openPharmacy();
  await subgraph.keep(...wholeRecords(1));
});
afterAll(() => subgraph.close());

async function entity(typename: string, selection: string, number = 1): Promise<Readonly<Record<string, unknown>> | null> {
  const representations = [representationOf(typename, number)];
  const { _entities } = await subgraph.dataOf<{ _entities: [Readonly<Record<string, unknown>> | null] }>(
    entitiesQuery(typename, selection),
    {
      representations,
    },
  );
  return _entities[0];
}

/** The paths of an answer that hold null, or a list without members; a bound is absent from exact quantities. */
function emptyPaths(value: unknown, path: string): string[] {
  if (value === null || (Array.isArray(value) && value.length === 0)) return [path];
  if (Array.isArray(value)) return emptyPaths(value[0], `${path}[0]`);
  if (typeof value !== 'object') return [];
  return Object.entries(value ?? {}).flatMap(([name, member]) => emptyPaths(member, `${path}.${name}`));
}

/** Only exact quantities can be counted, so these have no comparator; strengths and doses show that it resolves. No code of a diabetic's is labelled. */
const absent = /\.(?:quantity|remaining)\.comparator$|^Patient\.safetyMedicines\[0\]\.labels$/;

describe.each(sdl.entities.map((type) => [type.name, type] as const))('%s', (name, type) => {
  it('resolves every field of the SDL', async () => {
    const answer = await entity(name, sdl.selectionOf(type));

    expect(emptyPaths(answer, name).filter((path) => !absent.test(path))).toEqual([]);
  });

  it('gives back what was kept, letter for letter', async () => {
    const record = kept.get(name) ?? {};
    const answer = await entity(name, sdl.selectionOf(type));

    for (const field of Object.keys(type.getFields()).filter((field) => field in record)) {
      expect({ [field]: withoutNulls(answer?.[field]) }).toEqual({ [field]: record[field] });
    }
  });

  it('is null where nothing is kept, if it is ours', async () => {
    expect(await entity(name, 'id', 404)).toEqual(kept.has(name) ? null : { id: testId(name, 404) });
  });
});

const withoutNulls = (value: unknown): unknown => JSON.parse(JSON.stringify(value), (_key, member) => member ?? undefined);

describe('links between records', () => {
  it('lead from a request to what it names', async () => {
    const selection = `medication { registrationNumber } subject { id } encounter { id } requester { id } facility { id }
      reasonConditions { id } dispenses { id }`;

    expect(await entity('MedicationRequest', selection)).toEqual({
      medication: { registrationNumber: 'VD-99001-26' },
      subject: { id: testId('Patient', 1) },
      encounter: { id: testId('Encounter', 1) },
      requester: { id: testId('Practitioner', 1) },
      facility: { id: testId('Facility', 1) },
      reasonConditions: [{ id: testId('Condition', 1) }],
      dispenses: [{ id: testId('MedicationDispense', 1) }],
    });
  });

  it('lead from a dispense to what it names', async () => {
    expect(await entity('MedicationDispense', 'request { daysSupply } subject { id } performer { id } facility { id }')).toEqual({
      request: { daysSupply: 30 },
      subject: { id: testId('Patient', 1) },
      performer: { id: testId('Practitioner', 1) },
      facility: { id: testId('Facility', 1) },
    });
  });

  it('tell what remains: two supplies of 60 tablets less the one handed out', async () => {
    expect(await entity('MedicationRequest', 'remaining { value unit code }')).toEqual({
      remaining: { value: 60, unit: 'viên', code: '{tbl}' },
    });
  });
});

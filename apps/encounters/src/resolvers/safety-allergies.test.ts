import { entitiesQuery } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAllergyIntolerance, testId } from '../model/builders.ts';
import { type OpenEncounters, openEncounters } from '../testing/open-encounters.ts';

let subgraph: OpenEncounters;
const [facilityId, departmentId] = [testId('Facility', 1), testId('Department', 1)];

beforeAll(async () => {
  subgraph = await openEncounters();
  const allergy = (number: number, fields: object) => ({
    type: 'AllergyIntolerance',
    record: anAllergyIntolerance({ id: testId('AllergyIntolerance', number), ...fields }),
  });
  await subgraph.keep(
    allergy(1, { code: { text: 'Abacavir' }, facilityId, departmentId }),
    allergy(2, { clinicalStatus: 'RESOLVED' }),
    allergy(3, { patientId: testId('Patient', 2) }),
  );
});
afterAll(() => subgraph.close());

const selection = 'safetyAllergies { substances isRecognised labels facilityId departmentId }';
const question = (...patients: number[]) => ({
  representations: patients.map((number) => ({ __typename: 'Patient', id: testId('Patient', number) })),
});

describe('Patient.safetyAllergies', () => {
  it('has the allergies that hold, with what decides who may see them', async () => {
    const data = await subgraph.dataOf(entitiesQuery('Patient', selection), question(1));

    expect(data).toEqual({
      _entities: [{ safetyAllergies: [{ substances: ['abacavir'], isRecognised: true, labels: ['hiv'], facilityId, departmentId }] }],
    });
  });

  it('is empty for somebody without, and for nobody', async () => {
    expect(await subgraph.dataOf(entitiesQuery('Patient', selection), question(404))).toEqual({
      _entities: [{ safetyAllergies: [] }],
    });
  });

  it('costs one command however many patients there are', async () => {
    expect(await subgraph.commandsOf(entitiesQuery('Patient', selection), question(1, 2, 3))).toMatchObject({ total: 1 });
  });
});

import type { MedicationRequest } from '@health-graph/records';
import { entitiesQuery } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aMedication, aMedicationRequest, testId } from '../model/builders.ts';
import { type OpenPharmacy, openPharmacy } from '../testing/open-pharmacy.ts';

let subgraph: OpenPharmacy;
const patient = (number: number) => testId('Patient', number);
const [facilityId, departmentId] = [testId('Facility', 1), testId('Department', 1)];
const product = aMedication({ ingredients: [{ name: 'lopinavir' }, { name: 'ritonavir' }] });

/** The n-th request, of that patient. */
const request = (number: number, ofPatient: number, fields: Partial<MedicationRequest>) => ({
  type: 'MedicationRequest',
  record: aMedicationRequest({ id: testId('MedicationRequest', number), patientId: patient(ofPatient), ...fields }),
});

beforeAll(async () => {
  subgraph = await openPharmacy();
  await subgraph.keep(
    { type: 'Medication', record: product },
    request(1, 1, { medicationConcept: { text: 'Efavirenz 600 mg' }, facilityId, departmentId }),
    request(2, 1, { medicationConcept: { text: 'Metformin 500 mg' }, status: 'STOPPED' }),
    request(3, 1, { medicationConcept: { text: 'Warfarin 5 mg' }, status: 'COMPLETED', authoredOn: '2016-01-01', daysSupply: 30 }),
    request(4, 2, { medicationId: product.id, medicationConcept: { text: 'Thuốc kê đơn' } }),
    request(5, 3, { medicationConcept: { text: 'Thuốc nam gia truyền' } }),
  );
});
afterAll(() => subgraph.close());

const selection = 'safetyMedicines { ingredients isRecognised labels facilityId departmentId }';
const question = (...patients: number[]) => ({
  representations: patients.map((number) => ({ __typename: 'Patient', id: patient(number) })),
});
async function medicinesOf(number: number): Promise<unknown> {
  const { _entities } = await subgraph.dataOf<{ _entities: [{ safetyMedicines: unknown }] }>(
    entitiesQuery('Patient', selection),
    question(number),
  );
  return _entities[0].safetyMedicines;
}

describe('Patient.safetyMedicines', () => {
  it('has what may still be taken, with what decides who may see it', async () => {
    expect(await medicinesOf(1)).toEqual([{ ingredients: ['efavirenz'], isRecognised: true, labels: ['hiv'], facilityId, departmentId }]);
  });

  it('has the ingredients of the product that a request names', async () => {
    expect(await medicinesOf(2)).toMatchObject([{ ingredients: ['lopinavir', 'ritonavir'], isRecognised: true }]);
  });

  it('says what was not understood', async () => {
    expect(await medicinesOf(3)).toMatchObject([{ ingredients: [], isRecognised: false }]);
  });

  it('is empty for somebody who takes nothing, and for nobody', async () => {
    expect(await medicinesOf(404)).toEqual([]);
  });

  it('costs two commands however many patients there are', async () => {
    expect(await subgraph.commandsOf(entitiesQuery('Patient', selection), question(1))).toMatchObject({ total: 1 });
    expect(await subgraph.commandsOf(entitiesQuery('Patient', selection), question(1, 2, 3))).toMatchObject({ total: 2 });
  });
});

describe('Query.patientOfSafetyCheck', () => {
  it('leads to a profile, and does not say whether there is such a patient', async () => {
    const query = `query ($id: ID!) { patientOfSafetyCheck(id: $id) { id ${selection} } }`;

    expect(await subgraph.ask(query, { id: patient(404) })).toEqual({
      data: { patientOfSafetyCheck: { id: patient(404), safetyMedicines: [] } },
    });
  });
});

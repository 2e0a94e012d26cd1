import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aMedication, aMedicationDispense, aMedicationRequest } from '../model/builders.ts';
import { toldByProduct } from '../model/told-by-product.ts';
import { type OpenPharmacy, openPharmacy } from '../testing/open-pharmacy.ts';

let subgraph: OpenPharmacy;
beforeAll(async () => {
  subgraph = await openPharmacy();
});
afterAll(() => subgraph.close());

const product = aMedication({ name: 'TLD', ingredients: [{ name: 'tenofovir' }, { name: 'lamivudine' }, { name: 'dolutegravir' }] });
const { medicationConcept: _, ...unnamed } = aMedicationRequest({ medicationId: product.id });
const request = { type: 'MedicationRequest', record: unnamed } as const;
const dispense = { type: 'MedicationDispense', record: aMedicationDispense({ requestId: unnamed.id }) } as const;

const labelsIn = async (collection: string, id: string) =>
  (await subgraph.store.connection.mongoose.collection(collection).findOne({ _id: id as never }))?.['labels'];

describe('a dispense and a request that name no medicine', () => {
  it('are raised by the product that the request refers to, though it came last', async () => {
    await subgraph.keep(dispense);
    await subgraph.keep(request);
    await subgraph.keep({ type: 'Medication', record: product });

    expect(await labelsIn('medication_requests', unnamed.id)).toEqual(['hiv']);
    expect(await labelsIn('medication_dispenses', dispense.record.id)).toEqual(['hiv']);
    // The catalogue is everybody's.
    expect(await labelsIn('medications', product.id)).toEqual([]);
  });

  it('are not raised by a product that tells nothing', () => {
    expect(toldByProduct(aMedication())).toEqual([]);
    expect(toldByProduct(product)).toEqual(['hiv']);
  });
});

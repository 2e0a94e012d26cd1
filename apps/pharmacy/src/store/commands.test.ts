import { entitiesQuery, sdlOfTest } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenPharmacy, openPharmacy, representationOf, schemaFolder } from '../testing/open-pharmacy.ts';
import { prescriptionCode, wholeRecords } from '../testing/whole-records.ts';

const sdl = await sdlOfTest(schemaFolder, 'pharmacy');
const numbers = Array.from({ length: 100 }, (_, index) => index + 1);
let subgraph: OpenPharmacy;

beforeAll(async () => {
  subgraph = await openPharmacy();
  await subgraph.keep(...numbers.flatMap(wholeRecords));
});
afterAll(() => subgraph.close());

/** Commands for 1, 10 and 100 entities at once. */
async function costs(typename: string, selection: string): Promise<number[]> {
  const counts: number[] = [];
  for (const size of [1, 10, 100]) {
    const representations = numbers.slice(0, size).map((number) => representationOf(typename, number));
    counts.push((await subgraph.commandsOf(entitiesQuery(typename, selection), { representations })).total);
  }
  return counts;
}

/** Fields that are no links and ask the store all the same; the last asks for requests and for their products. */
const computedOf: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  MedicationRequest: [['remaining', 'remaining { value }']],
  Patient: [['safetyMedicines', 'safetyMedicines { ingredients }']],
};

describe.each(sdl.entities.map((type) => [type.name, type] as const))('%s', (name, type) => {
  const links = sdl.linksOf(type).map(({ field, selection }) => [field, selection] as const);
  const computed = computedOf[name] ?? [];

  it.each([['id', 'id'] as const, ...links, ...computed])('costs the same for 1, 10 and 100 of them with %s', async (_field, selection) => {
    const [one, ten, hundred] = await costs(name, selection);

    expect([ten, hundred]).toEqual([one, one]);
  });

  it('costs no more than one command for each of its links, and one for itself', async () => {
    const [one, ten, hundred] = await costs(name, sdl.selectionOf(type));

    expect([ten, hundred]).toEqual([one, one]);
    expect(one).toBeGreaterThan(0);
    expect(one).toBeLessThanOrEqual(links.length + (name === 'Patient' ? 2 : 1));
  });
});

describe('lists within lists', () => {
  const nested = 'medication { interactions { id } } dispenses { request { id } } remaining { value }';

  it('cost the same for the prescriptions of 1, 10 and 100 patients', async () => {
    const [one, ten, hundred] = await costs('Patient', `medicationRequests { edges { node { ${nested} } } }`);

    expect(one).toBe(5);
    expect([ten, hundred]).toEqual([one, one]);
  });

  it('cost the same for 1, 10 and 100 products of the catalogue', async () => {
    const counts: number[] = [];
    for (const first of [1, 10, 100]) {
      const query = 'query($first: Int!) { medications(first: $first) { edges { node { interactions { id } } } } }';
      counts.push((await subgraph.commandsOf(query, { first })).total);
    }

    expect(counts).toEqual([2, 2, 2]);
  });

  it('cost the same for 1, 10 and 100 prescriptions by their codes', async () => {
    const counts: number[] = [];
    for (const size of [1, 10, 100]) {
      const fields = numbers.slice(0, size).map((number) => `p${number}: prescription(code: "${prescriptionCode(number)}") { id }`);
      counts.push((await subgraph.commandsOf(`{ ${fields.join(' ')} }`)).total);
    }

    expect(counts).toEqual([1, 1, 1]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDrugInteraction, aMedication, aMedicationRequest, testId } from '../model/builders.ts';
import { type OpenPharmacy, openPharmacy } from '../testing/open-pharmacy.ts';

let subgraph: OpenPharmacy;
const code = '44001a7b3x9z-c';

const products = [
  aMedication({ id: testId('Medication', 1), name: 'Paracetamol 500 mg', ingredients: [{ name: 'paracetamol' }] }),
  aMedication({ id: testId('Medication', 2), name: 'Para', ingredients: [{ name: 'paracetamol' }, { name: 'codeine' }] }),
  aMedication({ id: testId('Medication', 3), name: 'Glucophage 850 mg', ingredients: [{ name: 'metformin' }] }),
  aMedication({ id: testId('Medication', 4), name: 'Thuốc ho Bổ phế', ingredients: [{ name: 'terpin hydrate' }] }),
  aMedication({ id: testId('Medication', 5), name: 'Ambroxol 30 mg', ingredients: [{ name: 'ambroxol' }] }),
];
const pairs = [
  aDrugInteraction({ id: testId('DrugInteraction', 1), ingredients: ['colchicine', 'clarithromycin'] }),
  aDrugInteraction({ id: testId('DrugInteraction', 2), ingredients: ['domperidone', 'lopinavir/ritonavir'] }),
  aDrugInteraction({
    id: testId('DrugInteraction', 3),
    ingredients: ['clarithromycin', 'domperidone'],
    severity: 'CONTRAINDICATED_CONDITIONAL',
  }),
  aDrugInteraction({ id: testId('DrugInteraction', 4), ingredients: ['paracetamol', 'warfarin'] }),
];

beforeAll(async () => {
  subgraph = await openPharmacy();
  await subgraph.keep(
    ...products.map((record) => ({ type: 'Medication', record })),
    ...pairs.map((record) => ({ type: 'DrugInteraction', record })),
    { type: 'MedicationRequest', record: aMedicationRequest({ prescriptionCode: code, authoredOn: '2026-03-08T09:00:00+07:00' }) },
    {
      type: 'MedicationRequest',
      record: aMedicationRequest({ id: testId('MedicationRequest', 2), prescriptionCode: code, authoredOn: '2026-03-08T09:01:00+07:00' }),
    },
    { type: 'MedicationRequest', record: aMedicationRequest({ id: testId('MedicationRequest', 3), prescriptionCode: '44001a7b3x9y-c' }) },
  );
});
afterAll(() => subgraph.close());

const refusal = (argument: string) => [
  expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument }) }),
];

describe('Query.medication and Query.medicationRequest', () => {
  it.each([
    ['medication', 'Medication'],
    ['medicationRequest', 'MedicationRequest'],
  ])('%s reads a record by its id', async (field, type) => {
    const { data } = await subgraph.ask(`query($id: ID!) { ${field}(id: $id) { id } }`, { id: testId(type, 1) });

    expect(data).toEqual({ [field]: { id: testId(type, 1) } });
  });

  it.each(['medication', 'medicationRequest'])('%s is null where there is none', async (field) => {
    expect(await subgraph.ask(`query($id: ID!) { ${field}(id: $id) { id } }`, { id: testId('Medication', 404) })).toEqual({
      data: { [field]: null },
    });
  });

  it.each(['medication', 'medicationRequest'])('%s refuses a malformed id', async (field) => {
    const { errors } = await subgraph.ask(`{ ${field}(id: "1") { id } }`);

    expect(errors).toEqual(refusal('id'));
  });
});

describe('Query.medications', () => {
  const named = async (call: string) => {
    const { medications } = await subgraph.dataOf<{ medications: { edges: { cursor: string; node: { name: string } }[] } }>(
      `{ medications${call} { edges { cursor node { name } } } }`,
    );
    return medications.edges;
  };
  const names = async (call: string) => (await named(call)).map(({ node }) => node.name);

  it('lists the catalogue by name', async () => {
    expect(await names('')).toEqual(['Ambroxol 30 mg', 'Glucophage 850 mg', 'Para', 'Paracetamol 500 mg', 'Thuốc ho Bổ phế']);
  });

  it('finds a product by its trade name', async () => {
    expect(await names('(name: "glucophage")')).toEqual(['Glucophage 850 mg']);
  });

  it('finds products by an ingredient', async () => {
    expect(await names('(name: "Codeine")')).toEqual(['Para']);
    expect(await names('(name: "metformin")')).toEqual(['Glucophage 850 mg']);
  });

  it('finds a name without its diacritics, and with them', async () => {
    expect(await names('(name: "bo phe")')).toEqual(['Thuốc ho Bổ phế']);
    expect(await names('(name: "BỔ PHẾ")')).toEqual(['Thuốc ho Bổ phế']);
  });

  it('finds by the beginnings of words, the very word first', async () => {
    expect(await names('(name: "para")')).toEqual(['Para', 'Paracetamol 500 mg']);
    expect(await names('(name: "gluc 85")')).toEqual(['Glucophage 850 mg']);
  });

  it('finds nothing by the middle of a word', async () => {
    expect(await names('(name: "cetamol")')).toEqual([]);
  });

  it('takes letters of patterns as letters', async () => {
    expect(await names('(name: "para.*")')).toEqual(['Para', 'Paracetamol 500 mg']);
    expect(await names('(name: "g(luc")')).toEqual([]);
  });

  it('goes on behind a cursor, in the catalogue and in a search', async () => {
    const [first] = await named('(first: 1)');
    const [found] = await named('(name: "para", first: 1)');

    expect(await names(`(first: 2, after: "${first?.cursor}")`)).toEqual(['Glucophage 850 mg', 'Para']);
    expect(await names(`(name: "para", after: "${found?.cursor}")`)).toEqual(['Paracetamol 500 mg']);
  });

  it.each([
    ['a page of 1000', '(first: 1000)', 'first'],
    ['a cursor that is none', '(after: "nonsense")', 'after'],
    ['a cursor of another list', '(name: "para", after: "WzFd")', 'after'],
    ['a name without letters', '(name: " . ")', 'name'],
    ['an empty name', '(name: "")', 'name'],
    ['a name that is too long', `(name: "${'a'.repeat(201)}")`, 'name'],
  ])('refuses %s', async (_case, call, argument) => {
    const { errors } = await subgraph.ask(`{ medications${call} { edges { cursor } } }`);

    expect(errors).toEqual(refusal(argument));
  });
});

describe('Query.prescription', () => {
  it('gives the lines of one prescription, the newest first', async () => {
    const { data } = await subgraph.ask('query($code: String!) { prescription(code: $code) { id } }', { code });

    expect(data).toEqual({ prescription: [{ id: testId('MedicationRequest', 2) }, { id: testId('MedicationRequest', 1) }] });
  });

  it('is empty where there is no such prescription', async () => {
    expect(await subgraph.ask('{ prescription(code: "440010000000-c") { id } }')).toEqual({ data: { prescription: [] } });
  });

  it.each(['', '44001A7B3X9Z-C', '44001a7b3x9z', '44001a7b3x9z-x'])('refuses the code "%s"', async (wrong) => {
    const { errors } = await subgraph.ask('query($code: String!) { prescription(code: $code) { id } }', { code: wrong });

    expect(errors).toEqual(refusal('code'));
  });
});

describe('Query.drugInteractions', () => {
  const among = async (ingredients: readonly string[]) => {
    const { data, errors } = await subgraph.ask('query($of: [String!]!) { drugInteractions(ingredients: $of) { id } }', {
      of: ingredients,
    });
    return errors ?? (data as { drugInteractions: { id: string }[] }).drugInteractions.map(({ id }) => id);
  };
  const interactions = (...numbers: readonly number[]) => numbers.map((number) => testId('DrugInteraction', number));

  it('finds the pairs among the names, the severest first', async () => {
    expect(await among(['Clarithromycin', 'domperidone', 'COLCHICINE'])).toEqual(interactions(1, 3));
  });

  it('needs both sides of a pair', async () => {
    expect(await among(['paracetamol', 'clarithromycin'])).toEqual([]);
  });

  it('needs all parts of a combination', async () => {
    expect(await among(['domperidone', 'ritonavir'])).toEqual([]);
    expect(await among(['domperidone', 'ritonavir', 'lopinavir'])).toEqual(interactions(2));
  });

  it.each([
    ['one name', ['paracetamol']],
    ['no name', []],
    ['51 names', Array.from({ length: 51 }, (_, index) => `name${index}`)],
    ['a blank name', ['paracetamol', ' ']],
  ])('refuses %s', async (_case, names) => {
    expect(await among(names)).toEqual(refusal('ingredients'));
  });
});

describe('Medication.interactions', () => {
  it('are those that any of its ingredients is part of', async () => {
    const { data } = await subgraph.ask('query($id: ID!) { medication(id: $id) { interactions { id ingredients } } }', {
      id: testId('Medication', 2),
    });

    expect(data).toEqual({
      medication: { interactions: [{ id: testId('DrugInteraction', 4), ingredients: ['paracetamol', 'warfarin'] }] },
    });
  });

  it('are empty for a product without listed ones', async () => {
    const { data } = await subgraph.ask('query($id: ID!) { medication(id: $id) { interactions { id } } }', { id: testId('Medication', 5) });

    expect(data).toEqual({ medication: { interactions: [] } });
  });
});

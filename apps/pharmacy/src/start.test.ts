import { internalClient } from '@health-graph/subgraph-kit';
import { internalSecret, lineOf } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDrugInteraction, aMedication, aMedicationRequest, testId } from './model/builders.ts';
import { type OpenPharmacy, openPharmacy } from './testing/open-pharmacy.ts';

let subgraph: OpenPharmacy;
beforeAll(async () => {
  subgraph = await openPharmacy();
});
afterAll(() => subgraph.close());

const client = () => internalClient({ subgraph: 'pharmacy', url: subgraph.url, secret: internalSecret });

async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}
const ingest = async (...lines: readonly ReturnType<typeof lineOf>[]) =>
  (await collected(client().ingest(lines))).map(({ outcome }) => outcome);

describe('ingest', () => {
  it('writes records that can be read at once, and changes nothing the second time', async () => {
    const lines = [
      lineOf({ type: 'Medication', record: aMedication() }),
      lineOf({ type: 'DrugInteraction', record: aDrugInteraction() }),
      lineOf({ type: 'MedicationRequest', record: aMedicationRequest() }),
    ];

    expect(await ingest(...lines)).toEqual(['created', 'created', 'created']);
    expect(await ingest(...lines)).toEqual(['unchanged', 'unchanged', 'unchanged']);

    const { data } = await subgraph.ask('{ medications(name: "metformin") { edges { node { id } } } }');
    expect(data).toEqual({ medications: { edges: [{ node: { id: testId('Medication', 1) } }] } });
  });

  it('finds a product by its new name only, once it has one', async () => {
    const id = testId('Medication', 2);
    await ingest(lineOf({ type: 'Medication', record: aMedication({ id, name: 'Oldname', ingredients: [] }) }));

    await ingest(lineOf({ type: 'Medication', record: aMedication({ id, name: 'Newname', ingredients: [] }) }));

    const { data } = await subgraph.ask(
      '{ old: medications(name: "oldname") { edges { cursor } } new: medications(name: "newname") { edges { node { id } } } }',
    );
    expect(data).toEqual({ old: { edges: [] }, new: { edges: [{ node: { id } }] } });
  });

  it('keeps documents that are no graph data, and export gives every document back', async () => {
    const patientId = testId('Patient', 5);
    const line = lineOf({ type: 'MedicationRequest', record: aMedicationRequest({ id: testId('MedicationRequest', 5), patientId }) });
    const { data: _data, ...statement } = lineOf({
      type: 'MedicationStatement',
      record: { id: testId('MedicationStatement', 1), patientId },
    });

    expect(await ingest(line, statement)).toEqual(['created', 'created']);

    const exported = await collected(client().export({ patientId }));
    expect(exported.map(({ document }) => document)).toEqual([line.document, statement.document]);
  });

  it('refuses a record that is not as its definition asks', async () => {
    const record = { ...aMedicationRequest({ id: testId('MedicationRequest', 6) }), status: 'DONE' } as never;

    expect(await ingest(lineOf({ type: 'MedicationRequest', record }))).toEqual(['refused']);
  });

  it('refuses a record of another subgraph', async () => {
    expect(await ingest(lineOf({ type: 'Encounter', record: { id: testId('Encounter', 1) } }))).toEqual(['refused']);
  });
});

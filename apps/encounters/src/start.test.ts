import { internalClient } from '@health-graph/subgraph-kit';
import { internalSecret, lineOf, testConfig, testGateway } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCondition, aDocumentReference, anEncounter, testId } from './model/builders.ts';
import { start } from './start.ts';
import { type OpenEncounters, openEncounters } from './testing/open-encounters.ts';

let subgraph: OpenEncounters;
beforeAll(async () => {
  subgraph = await openEncounters();
});
afterAll(() => subgraph.close());

const client = () => internalClient({ subgraph: 'encounters', url: subgraph.url, secret: internalSecret });
const ingest = async (...lines: readonly ReturnType<typeof lineOf>[]) =>
  (await collected(client().ingest(lines))).map(({ outcome }) => outcome);
async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const patientId = testId('Patient', 1);

/** A document of a type that is only kept. */
function documentOnly(type: string) {
  const { data: _data, ...line } = lineOf({ type, record: { id: testId(type, 1), patientId } });
  return line;
}

describe('ingest', () => {
  it('writes records that can be read at once, and changes nothing the second time', async () => {
    const lines = [lineOf({ type: 'Encounter', record: anEncounter() }), lineOf({ type: 'Condition', record: aCondition() })];

    expect(await ingest(...lines)).toEqual(['created', 'created']);
    expect(await ingest(...lines)).toEqual(['unchanged', 'unchanged']);

    const { data } = await subgraph.ask('query($id: ID!) { encounter(id: $id) { status } }', { id: testId('Encounter', 1) });
    expect(data).toEqual({ encounter: { status: 'FINISHED' } });
  });

  it('shows the new version of a record that changed', async () => {
    await ingest(lineOf({ type: 'Condition', record: aCondition({ id: testId('Condition', 2) }) }));

    const outcomes = await ingest(
      lineOf({ type: 'Condition', record: aCondition({ id: testId('Condition', 2), clinicalStatus: 'RESOLVED' }) }),
    );

    const { data } = await subgraph.ask('query($id: ID!) { condition(id: $id) { clinicalStatus } }', { id: testId('Condition', 2) });
    expect([outcomes, data]).toEqual([['updated'], { condition: { clinicalStatus: 'RESOLVED' } }]);
  });

  it('keeps documents that are no graph data, and export gives every document back', async () => {
    const lines = ['Claim', 'ExplanationOfBenefit', 'Provenance', 'Basic'].map(documentOnly);
    const document = lineOf({ type: 'DocumentReference', record: aDocumentReference({ attachments: [{ data: 'YQ==' }] }) });

    expect(await ingest(...lines, document)).toEqual(['created', 'created', 'created', 'created', 'created']);

    const exported = await collected(client().export({ patientId }));
    expect(exported.map((kept) => kept.document)).toEqual(expect.arrayContaining([...lines, document].map((line) => line.document)));
  });

  it('refuses a record that is not as its definition asks, and keeps the rest', async () => {
    const wrong = lineOf({ type: 'Encounter', record: { ...anEncounter({ id: testId('Encounter', 3) }), status: 'DONE' } as never });
    const right = lineOf({ type: 'Encounter', record: anEncounter({ id: testId('Encounter', 4) }) });

    expect(await ingest(wrong, right)).toEqual(['refused', 'created']);
  });

  it('refuses a record of another subgraph', async () => {
    expect(await ingest(lineOf({ type: 'Medication', record: { id: testId('Medication', 1) } }))).toEqual(['refused']);
  });
});

describe('the subgraph', () => {
  it('says that it is ready', async () => {
    const response = await fetch(new URL('/health', subgraph.url));

    expect(response.status).toBe(200);
  });

  it('closes its store when it cannot listen', async () => {
    const port = Number(new URL(subgraph.url).port);
    const storeUrl = subgraph.store.connection.mongoose
      .getClient()
      .options.hosts.map((address) => `mongodb://${address}/?directConnection=true`)[0];

    await expect(start({ ...testConfig(testGateway('x')), port, database: 'x', storeUrl: storeUrl ?? '' })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

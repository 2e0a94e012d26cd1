import type { Label } from '@health-graph/permissions';
import type { IngestLine } from '@health-graph/records';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LabelsOf, labellingOf } from './labelling.ts';
import { type RecordStore, recordStore } from './record-store.ts';
import { sourcesCollection } from './source-document.ts';
import { aClaim, aCondition, definitions } from './testing/builders.ts';
import { type OpenServer, openServer } from './testing/open-store.ts';

/** A note or document names its labels, so that tests need no medicine. */
const labelsOf: LabelsOf = ({ data, document }) =>
  `${data?.['note'] ?? ''} ${document ?? ''}`.match(/hiv|abuse/g)?.map((label) => label as Label) ?? [];

let server: OpenServer;
let store: RecordStore<typeof definitions>;

beforeAll(async () => {
  server = await openServer();
  store = recordStore(await server.connect(), { definitions, labelsOf });
  await store.prepare();
});
afterAll(async () => {
  await store.close();
  await server.close();
});

const stored = (collection: string, filter: object) =>
  store.connection.mongoose.collection(collection).findOne(filter, { projection: { labels: 1, labelKey: 1 } });
const conditionOf = ({ id }: IngestLine) => stored('conditions', { _id: id as never });
const sourceOf = ({ id }: IngestLine) => stored(sourcesCollection, { recordId: id });

describe('labels of what is ingested', () => {
  it('are kept sorted, each once, with their key, beside the record and its document', async () => {
    const line = aCondition('both', { note: 'hiv abuse hiv' });

    await store.upsert([line]);

    const expected = { labels: ['abuse', 'hiv'], labelKey: 'abuse+hiv' };
    expect(await conditionOf(line)).toMatchObject(expected);
    expect(await sourceOf(line)).toMatchObject(expected);
  });

  it('are empty, and the key too, for a record that no code raises', async () => {
    const line = aCondition('plain');

    await store.upsert([line]);

    expect(await conditionOf(line)).toMatchObject({ labels: [], labelKey: '' });
    expect(await sourceOf(line)).toMatchObject({ labels: [], labelKey: '' });
  });

  it('follow a change of the record, up and down, and the versions keep theirs', async () => {
    const versions = [aCondition('changing'), aCondition('changing', { note: 'hiv' }), aCondition('changing', { note: 'neither' })];
    const keys: unknown[] = [];

    for (const line of versions) {
      await store.upsert([line]);
      keys.push((await conditionOf(line))?.['labelKey'], (await sourceOf(line))?.['labelKey']);
    }

    expect(keys).toEqual(['', '', 'hiv', 'hiv', '', '']);
    const replaced = await store.connection.mongoose.collection('conditions_versions').find({ recordId: versions[0]?.id }).toArray();
    expect(replaced.map(({ record }) => record.labelKey).toSorted()).toEqual(['', 'hiv']);
  });

  it('are computed for documents that nobody has records of', async () => {
    const line = aClaim('claim', '{"item":"hiv"}');

    await store.upsert([line]);

    expect(await sourceOf(line)).toMatchObject({ labels: ['hiv'], labelKey: 'hiv' });
  });

  it('never leave the store with the record', async () => {
    const line = aCondition('silent', { note: 'hiv' });

    await store.upsert([line]);

    const [record] = await store.collections.Condition.byIds([line.id]);
    expect(Object.keys(record ?? {}).filter((name) => name.startsWith('label'))).toEqual([]);
  });
});

describe('labels that the sender knows', () => {
  it('are added to those of the codes', async () => {
    const line = { ...aCondition('sent', { note: 'hiv' }), labels: ['reproductive'] };

    await store.upsert([line]);

    expect(await conditionOf(line)).toMatchObject({ labelKey: 'hiv+reproductive' });
  });

  it('are kept apart too, so that an amendment can send them again', () => {
    const amended = labellingOf({ ...aCondition('amended', { note: 'hiv' }), labels: ['reproductive', 'hiv'] }, labelsOf);

    expect(amended).toEqual({ labels: ['hiv', 'reproductive'], labelKey: 'hiv+reproductive', sentLabels: ['hiv', 'reproductive'] });
    expect(labellingOf(aCondition('not'), labelsOf)).toEqual({ labels: [], labelKey: '' });
  });

  it('lower nothing', () => {
    expect(labellingOf({ ...aCondition('lower', { note: 'abuse' }), labels: [] }, labelsOf)).toEqual({
      labels: ['abuse'],
      labelKey: 'abuse',
    });
  });

  it.each([['clinical'], ['nonsense'], ['']])('are refused when one is %j', async (label) => {
    const line = { ...aCondition('refused'), labels: ['hiv', label] };

    const [outcome] = await store.upsert([line]);

    expect(outcome).toMatchObject({ outcome: 'refused', code: 'BAD_USER_INPUT', field: 'labels' });
    expect(await conditionOf(line)).toBeNull();
  });
});

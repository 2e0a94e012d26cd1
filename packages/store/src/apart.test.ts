import { createHash } from 'node:crypto';
import { documentReference, type IngestLine, recordId } from '@health-graph/records';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RecordStore, recordStore } from './record-store.ts';
import { type OpenServer, openServer } from './testing/open-store.ts';

const definitions = { DocumentReference: documentReference } as const;
const patientId = recordId('test', 'Patient', 'hoa');
const id = recordId('test', 'DocumentReference', '1');
let server: OpenServer;
let store: RecordStore<typeof definitions>;

beforeAll(async () => {
  server = await openServer();
  store = recordStore(await server.connect(), { definitions, labelsOf: () => [] });
  await store.prepare();
  const data = { patientId, description: 'a note', attachments: [{ title: 'one', data: 'YQ==' }, { title: 'two' }] };
  const line: IngestLine = {
    type: 'DocumentReference',
    id,
    patientId,
    source: { system: 'test', type: 'DocumentReference', id: '1', hash: createHash('sha256').update('1').digest('hex') },
    data,
  };
  await store.upsert([line]);
});
afterAll(async () => {
  await store?.close();
  await server?.close();
});

describe('paths that a definition sets apart', () => {
  const light = expect.objectContaining({ id, description: 'a note', attachments: [{ title: 'one' }, { title: 'two' }] });
  const others = Array.from({ length: 300 }, (_, number) => recordId('test', 'Patient', String(number)));

  it('are left out of look-ups and lists', async () => {
    const { DocumentReference } = store.collections;

    expect(await DocumentReference.byIds([id])).toEqual([light]);
    expect(await DocumentReference.allBy('patientId', [patientId])).toEqual([light]);
    expect((await DocumentReference.page({ first: 1 })).edges.map(({ node }) => node)).toEqual([light]);
  });

  it.each([
    ['a branch for each parent', [patientId]],
    ['one pass over many parents', [patientId, ...others]],
  ])('are left out of lists by parent: %s', async (_case, parentIds) => {
    const [page] = await store.collections.DocumentReference.pagesByParent({ parentField: 'patientId', parentIds, first: 1 });

    expect(page?.edges.map(({ node }) => node)).toEqual([light]);
  });

  it('are there for who reads them on their own', async () => {
    const { model } = store.collections.DocumentReference;

    expect(await model.findById(id, { 'attachments.data': 1 }).lean()).toEqual({ _id: id, attachments: [{ data: 'YQ==' }, {}] });
  });
});

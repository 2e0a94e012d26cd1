import type { SourceDocument } from '@health-graph/records';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { countCommands } from './count-commands.ts';
import { type RecordStore, recordStore } from './record-store.ts';
import { aClaim, aCondition, definitions, patientOf } from './testing/builders.ts';
import { type OpenServer, openServer } from './testing/open-store.ts';
import type { ReplacedVersion } from './versions.ts';

const now = Date.parse('2026-11-23T09:00:00Z');
let server: OpenServer;
let store: RecordStore<typeof definitions>;

beforeAll(async () => {
  server = await openServer();
});
beforeEach(async () => {
  await store?.close();
  store = recordStore(await server.connect(), { definitions, labelsOf: () => [], now: () => now });
  await store.prepare();
});
afterAll(async () => {
  await store?.close();
  await server?.close();
});

const outcomesOf = async (...lines: Parameters<typeof store.upsert>[0]) => (await store.upsert(lines)).map(({ outcome }) => outcome);
const textOf = async (sourceId: string) => (await store.collections.Condition.byIds([aCondition(sourceId).id]))[0]?.code?.text;
const versionsOf = (collection: string) =>
  store.connection.mongoose.collection<ReplacedVersion>(`${collection}_versions`).find().sort({ version: 1 }).toArray();
const documentsOf = async (query: Parameters<typeof store.documentsOf>[0]) => {
  const documents: SourceDocument[] = [];
  for await (const document of store.documentsOf(query)) documents.push(document);
  return documents;
};

describe('prepare', () => {
  it('may be run again on what it prepared', async () => {
    await store.prepare();

    const indexes = await store.connection.mongoose.collection('conditions').indexes();
    expect(indexes.map(({ key }) => key)).toEqual(expect.arrayContaining([{ patientId: 1, sortAt: -1, _id: -1, labelKey: 1 }]));
  });
});

describe('upsert', () => {
  it('creates records that read back as they came, with their ids', async () => {
    const line = aCondition('c1', {
      code: { coding: [{ system: 'icd-10', code: 'E11' }], text: 'Đái tháo đường típ 2' },
      onset: '1957-03',
    });

    expect(await outcomesOf(line)).toEqual(['created']);
    expect(await store.collections.Condition.byIds([line.id])).toEqual([{ id: line.id, ...line.data, recordedAt: new Date(now) }]);
  });

  it('changes nothing when the same lines come again', async () => {
    const lines = [aCondition('c1'), aCondition('c2'), aClaim('k1', '{"total":1}')];
    await store.upsert(lines);

    expect(await outcomesOf(...lines)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(await versionsOf('conditions')).toEqual([]);
    expect(await store.connection.mongoose.collection('conditions').countDocuments()).toBe(2);
  });

  it('keeps the version before, with who changed it and why', async () => {
    await store.upsert([aCondition('c1', { code: { text: 'Tăng huyết áp' } })]);

    const outcomes = await store.upsert([aCondition('c1', { code: { text: 'Tăng huyết áp độ 2' } })], {
      author: 'account-7',
      reason: 'amended',
    });

    expect(outcomes).toEqual([{ id: aCondition('c1').id, outcome: 'updated' }]);
    expect(await textOf('c1')).toBe('Tăng huyết áp độ 2');
    expect(await versionsOf('conditions')).toEqual([
      expect.objectContaining({
        recordId: aCondition('c1').id,
        version: 1,
        replacedBy: 'account-7',
        reason: 'amended',
        replacedAt: new Date(now),
        record: expect.objectContaining({ version: 1, code: { text: 'Tăng huyết áp' } }),
      }),
    ]);
    expect((await versionsOf('sources'))[0]?.record).toMatchObject({
      document: aCondition('c1', { code: { text: 'Tăng huyết áp' } }).document,
    });
  });

  it('does not turn the clock back when an old content comes again', async () => {
    const [first, second] = [aCondition('c1', { note: 'first' }), aCondition('c1', { note: 'second' })];
    await store.upsert([first]);
    await store.upsert([second]);

    expect(await outcomesOf(first)).toEqual(['unchanged']);
    expect((await store.collections.Condition.byIds([first.id]))[0]?.note).toBe('second');
  });

  it('makes every change of a source within one batch a version of its own', async () => {
    const notes = ['first', 'second', 'third'].map((note) => aCondition('c1', { note }));

    expect(await outcomesOf(...notes, aCondition('c2'))).toEqual(['created', 'updated', 'updated', 'created']);
    expect((await versionsOf('conditions')).map(({ version, record }) => [version, 'note' in record && record.note])).toEqual([
      [1, 'first'],
      [2, 'second'],
    ]);
  });

  it('refuses a line that its definition does not know, and writes the others', async () => {
    const outcomes = await store.upsert([aCondition('c1'), aCondition('c2', { onset: 'spring' }), aCondition('c3')]);

    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'refused', 'created']);
    expect(outcomes[1]).toMatchObject({ code: 'BAD_USER_INPUT', field: 'Condition.onset' });
    expect(await documentsOf({ ids: [aCondition('c2').id] })).toEqual([]);
  });

  it('leaves nothing of a batch behind when it cannot be written whole', async () => {
    await store.upsert([aCondition('c1')]);
    const thief = { ...aCondition('c9'), id: aCondition('c1').id };

    await expect(store.upsert([aCondition('c2'), thief])).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await store.collections.Condition.byIds([aCondition('c2').id])).toEqual([]);
    expect(await documentsOf({ patientId: patientOf('hoa') })).toHaveLength(1);
  });

  it('gives writers at the same time one record and one version', async () => {
    const other = recordStore(await server.connect(), { definitions, labelsOf: () => [] });
    const here = store;
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => here.upsert([aCondition('c1'), aCondition('c2')])));
    await other.close();

    expect(
      outcomes
        .flat()
        .map(({ outcome }) => outcome)
        .sort(),
    ).toEqual(['created', 'created', ...Array(6).fill('unchanged')]);
    expect(await store.connection.mongoose.collection('conditions').countDocuments()).toBe(2);
  });

  it('sends as many commands for 300 new lines as for 3', async () => {
    const lines = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => aCondition(`${prefix}${index}`));
    const few = await countCommands(store.connection, () => store.upsert(lines('few', 3)));
    const many = await countCommands(store.connection, () => store.upsert(lines('many', 300)));

    expect(many).toEqual(few);
    expect(few.byName).toEqual({ find: 1, insert: 2, commitTransaction: 1 });
  });

  it('sends as many commands for 300 changed lines as for 3', async () => {
    const lines = (prefix: string, count: number, note: string) =>
      Array.from({ length: count }, (_, index) => aCondition(`${prefix}${index}`, { note }));
    await store.upsert([...lines('few', 3, 'before'), ...lines('many', 300, 'before')]);
    const few = await countCommands(store.connection, () => store.upsert(lines('few', 3, 'after')));
    const many = await countCommands(store.connection, () => store.upsert(lines('many', 300, 'after')));

    expect(many).toEqual(few);
  });
});

describe('documentsOf', () => {
  it('gives back what came in, letter for letter, in the order of arrival', async () => {
    const texts = ['{"a":1.50}', '{\n  "b" : "Nguyễn Thị Hòa \\u00e9"\r\n}', '{"c":"😀\\ud83d\\ude00"}'];
    await store.upsert(texts.map((text, index) => aClaim(`k${index}`, text)));
    await store.upsert([aClaim('other', '{}', 'binh')]);

    const documents = await documentsOf({ patientId: patientOf('hoa') });

    expect(documents.map(({ document }) => document)).toEqual(texts);
    expect(documents[0]).toEqual({ ...aClaim('k0', texts[0] ?? '') });
  });

  it('keeps the place of a document that changed', async () => {
    await store.upsert([aClaim('k1', '1'), aClaim('k2', '2')]);
    await store.upsert([aClaim('k1', '1 changed')]);

    expect((await documentsOf({ patientId: patientOf('hoa') })).map(({ document }) => document)).toEqual(['1 changed', '2']);
  });

  it('finds documents by the ids of their records', async () => {
    await store.upsert([aClaim('k1', '1'), aClaim('k2', '2')]);

    expect((await documentsOf({ ids: [aClaim('k2', '2').id] })).map(({ document }) => document)).toEqual(['2']);
  });

  it('leaves out records that came without a document', async () => {
    const { document, ...line } = aCondition('c1');
    expect(document).toBeDefined();
    await store.upsert([line]);

    expect(await documentsOf({ patientId: patientOf('hoa') })).toEqual([]);
  });

  it('keeps a document as large as the store can take, and its version before', async () => {
    const text = `"${'x'.repeat(16 * 1024 * 1024 - 16 * 1024 - 2)}"`;

    expect(await outcomesOf(aClaim('large', text.replaceAll('x', 'y')))).toEqual(['created']);
    expect(await outcomesOf(aClaim('large', text))).toEqual(['updated']);
    expect((await documentsOf({ patientId: patientOf('hoa') }))[0]?.document === text).toBe(true);
  });
});

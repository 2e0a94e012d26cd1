import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RecordStore, recordStore } from './record-store.ts';
import { aCondition, definitions } from './testing/builders.ts';
import { type OpenServer, openServer } from './testing/open-store.ts';
import type { ReplacedVersion } from './versions.ts';

interface Message {
  readonly _id: string;
  readonly version: number;
}

let server: OpenServer;
let store: RecordStore<typeof definitions>;
const command = { author: 'account-1', reason: 'amend' } as const;
const outbox = () => store.connection.mongoose.collection<Message>('outbox');

beforeAll(async () => {
  server = await openServer();
  store = recordStore(await server.connect(), {
    definitions,
    labelsOf: () => [],
    beside: [{ name: 'outbox', indexes: [{ version: 1 }] }],
    onWritten: async (records, session) => {
      const messages = records.map(({ type, document: { _id, version } }) => ({ _id: `${type}/${_id}/${version}`, version }));
      await outbox().insertMany(messages, { session });
    },
  });
  await store.prepare();
});
afterAll(async () => {
  await store?.close();
  await server?.close();
});

describe('transaction', () => {
  it('reads and writes in one piece, and keeps the version before with who replaced it', async () => {
    const line = aCondition('t1', { clinicalStatus: 'ACTIVE' });
    await store.upsert([line]);

    await store.transaction(command, async (transaction) => {
      expect(await transaction.get('Condition', line.id)).toMatchObject({ id: line.id, clinicalStatus: 'ACTIVE' });
      await transaction.upsert([aCondition('t1', { clinicalStatus: 'RESOLVED' })]);
      expect(await transaction.find('Condition', { clinicalStatus: 'RESOLVED' })).toHaveLength(1);
    });

    const versions = await store.connection.mongoose.collection<ReplacedVersion>('conditions_versions').find().toArray();
    expect(versions).toMatchObject([{ recordId: line.id, version: 1, replacedBy: 'account-1', reason: 'amend' }]);
  });

  it('writes nothing when it fails, neither records nor what lies beside them', async () => {
    const line = aCondition('t2');

    const failing = store.transaction(command, async ({ session, upsert }) => {
      await upsert([line]);
      await outbox().insertOne({ _id: 'message of t2', version: 0 }, { session });
      throw new Error('refused');
    });

    await expect(failing).rejects.toThrow('refused');
    expect(await store.collections.Condition.byIds([line.id])).toEqual([]);
    expect(await outbox().findOne({ _id: 'message of t2' })).toBeNull();
  });

  it('takes a record out that should never have been, and keeps it among its versions, also when it comes back', async () => {
    const line = aCondition('t4');
    await store.upsert([line]);

    await store.transaction(command, ({ remove }) => remove('Condition', line.id));
    expect(await store.collections.Condition.byIds([line.id])).toEqual([]);
    await store.upsert([aCondition('t4', { note: 'again' })]);
    await store.transaction(command, ({ remove }) => remove('Condition', line.id));
    await store.transaction(command, ({ remove }) => remove('Condition', line.id));

    const versions = await store.connection.mongoose
      .collection<ReplacedVersion>('conditions_versions')
      .find({ recordId: line.id })
      .sort({ version: 1 })
      .toArray();
    expect(versions.map(({ version, replacedBy }) => [version, replacedBy])).toEqual([
      [1, 'account-1'],
      [2, 'account-1'],
    ]);
  });

  it('lets two that read and write the same record run one after the other', async () => {
    const line = aCondition('t3', { note: '0' });
    await store.upsert([line]);
    const addOne = () =>
      store.transaction(command, async ({ get, upsert }) => {
        const { note = '0' } = (await get('Condition', line.id)) ?? {};
        await upsert([aCondition('t3', { note: String(Number(note) + 1) })]);
      });

    await Promise.all([addOne(), addOne(), addOne()]);

    expect(await store.collections.Condition.byIds([line.id])).toMatchObject([{ note: '3' }]);
  });

  it('finds out that another one created the same key meanwhile', async () => {
    const once = () =>
      store.transaction(command, async ({ session }) => {
        const found = await outbox().findOne({ _id: 'key' }, { session });
        if (found === null) await outbox().insertOne({ _id: 'key', version: 7 }, { session });
        return found === null ? 'first' : 'again';
      });

    expect((await Promise.all([once(), once()])).toSorted()).toEqual(['again', 'first']);
  });
});

describe('onWritten', () => {
  it('is told of what was created and updated, with its version, and not of what is unchanged', async () => {
    const line = aCondition('w1');
    const amended = aCondition('w1', { note: 'amended' });

    await store.upsert([line]);
    await store.upsert([line, amended]);
    await store.upsert([amended]);

    const told = await outbox()
      .find({ _id: new RegExp(line.id) })
      .sort({ version: 1 })
      .toArray();
    expect(told.map(({ version }) => version)).toEqual([1, 2]);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { encode } from '../bson/codec.ts';
import { type StoreServer, start } from '../server.ts';
import { wholeRange } from '../storage/keys.ts';
import { insertRecord } from '../storage/records.ts';
import { Store } from '../storage/store.ts';
import { clearGarbage } from './garbage.ts';

describe('housekeeping', () => {
  let folder: string;
  let server: StoreServer;
  let client: MongoClient;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'store-house-'));
    server = await start({ folder: join(folder, 'served'), housekeepingMs: 10, cursorIdleMs: 30, transactionLifetimeMs: 30 });
    client = new MongoClient(server.url);
  });

  afterAll(async () => {
    await client.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Asks again and again, each time over the wire, until the answer is yes. */
  const until = async (isSo: () => Promise<boolean>): Promise<void> => {
    while (!(await isSo()));
  };

  it('removes documents whose time is over, and those only', async () => {
    const collection = client.db('a').collection('b');
    await collection.insertMany([{ at: new Date(0) }, { at: [new Date(8e12), new Date(0)] }, { at: new Date(8e12) }, { at: 'never' }, {}]);
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });

    await until(async () => (await collection.countDocuments({ at: { $lte: new Date(1000) } })) === 0);

    expect(await collection.countDocuments()).toBe(3);
  });

  it('ends cursors that nobody reads', async () => {
    const database = client.db('a');
    await database.collection('c').insertMany(Array.from({ length: 10 }, (_unused, n) => ({ n })));
    const { cursor } = await database.command({ find: 'c', batchSize: 2 });
    const openCursors = async (): Promise<number> => Number((await database.command({ serverStatus: 1 }))['metrics'].cursor.open.total);

    await until(async () => (await openCursors()) === 0);

    await expect(database.command({ getMore: cursor.id, collection: 'c' })).rejects.toMatchObject({ code: 43 });
  });

  it('aborts transactions that take too long', async () => {
    const collection = client.db('a').collection('d');
    const session = client.startSession();
    session.startTransaction();
    await collection.insertOne({ x: 1 }, { session });

    await until(async () => Number((await client.db('a').command({ serverStatus: 1 }))['transactions'].currentOpen) === 0);

    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251, errorLabels: ['TransientTransactionError'] });
    expect(await collection.countDocuments()).toBe(0);
    await session.endSession();
  });

  it('clears away what a dropped collection has left', async () => {
    const store = new Store({ folder: join(folder, 'bare') });
    const collection = await store.writer.submit((batch) => store.catalog.create(batch, 'a', 'b', {}));
    await store.writer.submit((batch) => {
      for (let n = 0; n < 5000; n += 1) insertRecord(batch, collection, encode({ _id: n }), { _id: n }, {});
    });
    const left = (): number =>
      store.newest().count('records', wholeRange(collection.id)) +
      store.newest().count('indexes', wholeRange(collection.indexes[0]?.id ?? 0));
    await store.writer.submit((batch) => store.catalog.drop(batch, collection));
    expect(left()).toBe(10_000);

    await clearGarbage(store, new AbortController().signal);

    expect(left()).toBe(0);
    await store.close();
  });
});

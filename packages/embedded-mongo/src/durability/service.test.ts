import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Binary, Long, MongoClient, MongoServerError, UUID } from 'mongodb';
import { backup, FolderInUse, restore, start } from '../index.ts';
import { sendRaw } from './raw-client.ts';
import { killServers, startServer } from './server-process.ts';

describe('a store in daily use', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-service-'));
  });

  afterAll(async () => {
    await killServers();
    rmSync(folder, { recursive: true, force: true });
  });

  const using = async <T>(url: string, use: (client: MongoClient) => Promise<T>): Promise<T> => {
    const client = new MongoClient(url);
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  };

  it('refuses a second process on its folder and names the first', async () => {
    const path = join(folder, 'twice');
    const server = await startServer(path);

    const refused = start({ folder: path });

    await expect(refused).rejects.toThrow(FolderInUse);
    await expect(refused).rejects.toMatchObject({ pid: server.pid });
    await server.stop();
  });

  it('stops on SIGTERM with everything written, and lets the next one in', async () => {
    const path = join(folder, 'stopped');
    const server = await startServer(path);
    await using(server.url, (client) => client.db('a').collection('b').insertOne({ x: 1 }));

    expect(await server.stop()).toBe(0);

    const next = await start({ folder: path });
    expect(await using(next.url, (client) => client.db('a').collection('b').countDocuments())).toBe(1);
    await next.close();
  });

  it('listens on loopback only', async () => {
    await expect(start({ folder: join(folder, 'open'), host: '0.0.0.0' })).rejects.toThrow('loopback');
  });

  it('serves a Unix socket', async () => {
    const server = await start({ folder: join(folder, 'socket'), socketPath: join(folder, 's.sock') });

    const found = await using(server.url, async (client) => {
      await client.db('a').collection('b').insertOne({ x: 1 });
      return client
        .db('a')
        .collection('b')
        .findOne({}, { projection: { _id: 0 } });
    });

    expect(found).toEqual({ x: 1 });
    await server.close();
  });

  it('does a write that is sent again after a restart only once', async () => {
    const path = join(folder, 'retried');
    const command = {
      update: 'counters',
      $db: 'a',
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }],
      lsid: { id: new Binary(new UUID().buffer, Binary.SUBTYPE_UUID) },
      txnNumber: Long.fromNumber(1),
    };
    const server = await startServer(path);
    const first = await sendRaw(server.url, command);
    await server.kill();
    const again = await startServer(path);

    const second = await sendRaw(again.url, command);

    expect(first['upserted']).toHaveLength(1);
    expect(second['upserted']).toEqual(first['upserted']);
    expect(await using(again.url, (client) => client.db('a').collection('counters').findOne())).toMatchObject({ n: 1 });
    await again.stop();
  });

  it('takes up a change stream after a restart where it was left', async () => {
    const path = join(folder, 'watched');
    const server = await startServer(path);
    const token = await using(server.url, async (client) => {
      const collection = client.db('a').collection('b');
      const changes = collection.watch();
      const first = changes.next();
      await collection.insertOne({ n: 1 });
      const { _id } = await first;
      await changes.close();
      await collection.insertOne({ n: 2 });
      return _id;
    });
    await server.kill();
    const again = await startServer(path);

    const event = await using(again.url, async (client) => {
      const changes = client.db('a').collection('b').watch([], { resumeAfter: token });
      const next = await changes.next();
      await changes.close();
      return next;
    });

    expect(event).toMatchObject({ operationType: 'insert', fullDocument: { n: 2 } });
    await again.stop();
  });

  it('makes a whole backup while it is written to, and comes back from it', async () => {
    const path = join(folder, 'backed-up');
    const server = await startServer(path);
    let written = 0;
    let isEnough = false;
    const result = await using(server.url, async (client) => {
      const collection = client.db('a').collection('b');
      await collection.createIndex({ n: 1 }, { unique: true });
      const write = async (): Promise<void> => {
        while (!isEnough) {
          await collection.insertMany([{ n: written }, { n: written + 1 }]);
          written += 2;
        }
      };
      const writing = write();
      while (written < 10) await new Promise((resolve) => setImmediate(resolve));
      const made = await backup(path, join(folder, 'copy'));
      isEnough = true;
      await writing;
      return made;
    });
    await expect(restore(join(folder, 'copy'), path, { replace: true })).rejects.toThrow(FolderInUse);
    await server.stop();
    await expect(restore(join(folder, 'copy'), path)).rejects.toThrow('holds a store already');

    await restore(join(folder, 'copy'), path, { replace: true });

    const restored = await start({ folder: path });
    expect(result.records).toBeGreaterThanOrEqual(10);
    expect(result.records % 2).toBe(0);
    expect(await using(restored.url, (client) => client.db('a').collection('b').countDocuments())).toBe(result.records);
    await restored.close();
  });

  it('answers a full disk with an error and loses nothing that was acknowledged', async () => {
    const path = join(folder, 'full');
    const server = await startServer(path, { maxFileKiB: 3000 });
    let acknowledged = 0;
    const failure = await using(server.url, async (client) => {
      const collection = client.db('a').collection('b');
      const fill = async (): Promise<never> => {
        for (;;) {
          await collection.insertMany(Array.from({ length: 50 }, () => ({ text: 'x'.repeat(1000) })));
          acknowledged += 50;
        }
      };
      const refusal: unknown = await fill().catch((error: unknown) => error);
      expect(await collection.countDocuments({ text: /x/ })).toBe(acknowledged);
      return refusal;
    });
    await server.stop();

    const next = await start({ folder: path });
    const { count, valid } = await using(next.url, async (client) => ({
      count: await client.db('a').collection('b').countDocuments(),
      valid: (await client.db('a').command({ validate: 'b' }))['valid'],
    }));
    expect(failure).toBeInstanceOf(MongoServerError);
    expect(acknowledged).toBeGreaterThan(0);
    expect([count, valid]).toEqual([acknowledged, true]);
    await next.close();
  });
});

describe('eight processes writing at once through mongoose', () => {
  const writer = fileURLToPath(new URL('./mongoose-writer.ts', import.meta.url));
  const perProcess = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 2000 : 100;

  it('lose no write, store no number twice and keep the sum', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'store-eight-'));
    const server = await start({ folder });
    const client = new MongoClient(server.url);
    try {
      const children = Array.from(
        { length: 8 },
        (_unused, number): ChildProcess =>
          spawn(process.execPath, [writer, server.url, String(number), String(perProcess)], { stdio: ['ignore', 'ignore', 'inherit'] }),
      );
      const codes = await Promise.all(children.map(async (child) => ((await once(child, 'exit')) as [number])[0]));

      const database = client.db('eight');
      const [total] = await database.collection('counters').find().toArray();
      const balances = await database
        .collection('accounts')
        .aggregate([{ $group: { _id: null, sum: { $sum: '$balance' } } }])
        .toArray();
      expect(codes).toEqual(new Array(8).fill(0));
      expect(await database.collection('things').countDocuments()).toBe(8 * perProcess);
      expect(total).toMatchObject({ value: 8 * perProcess });
      expect(balances).toMatchObject([{ sum: 0 }]);
      for (const name of ['things', 'counters', 'accounts'])
        expect(await database.command({ validate: name })).toMatchObject({ valid: true });
    } finally {
      await client.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 300_000);
});

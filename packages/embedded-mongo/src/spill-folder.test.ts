import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { type StoreServer, start } from './server.ts';

let folder: string;
let server: StoreServer;
let client: MongoClient;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spill-'));
  server = await start({ folder, sortBytes: 10_000 });
  client = await MongoClient.connect(server.url);
});
afterEach(async () => {
  await client.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('what does not fit in memory', () => {
  it('is spilled inside the data folder, and nothing of it stays', async () => {
    const rows = client.db('test').collection('rows');
    await rows.insertMany(Array.from({ length: 500 }, (_, number) => ({ number: (number * 7) % 500, text: 'x'.repeat(100) })));
    const cursor = rows.find().sort({ number: 1 }).batchSize(10);

    const first = await cursor.next();
    const whileOpen = await readdir(join(folder, 'spill'));
    const rest = await cursor.toArray();

    expect(first?.['number']).toBe(0);
    expect(whileOpen).toHaveLength(1);
    expect(rest).toHaveLength(499);
    expect(await readdir(join(folder, 'spill'))).toEqual([]);
  });

  it('leaves no folder behind when the server ends', async () => {
    await server.close();

    expect(await readdir(folder)).not.toContain('spill');
  });
});

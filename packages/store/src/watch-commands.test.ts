import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '@health-graph/embedded-mongo';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect, type StoreConnection } from './connect.ts';

let folder: string;
let server: Awaited<ReturnType<typeof start>>;
let store: StoreConnection;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-store-'));
  server = await start({ folder, host: '127.0.0.1', port: 0 });
  store = await connect({ url: server.url, database: 'watched' });
});
afterEach(async () => {
  await store.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('whoever watches commands', () => {
  it('is told the name of each when it is sent and whether it was answered', async () => {
    const told: string[] = [];
    store.watchCommands((command) => {
      told.push(`${command} sent`);
      return (isAnswered) => void told.push(`${command} ${isAnswered ? 'answered' : 'failed'}`);
    });

    await store.mongoose.collection('things').findOne({});
    await store.mongoose.db?.command({ nothingOfThisName: 1 }).catch(() => undefined);

    expect(told).toEqual(['find sent', 'find answered', 'nothingOfThisName sent', 'nothingOfThisName failed']);
  });

  it('may not care about a command', async () => {
    const told: string[] = [];
    store.watchCommands((command) => {
      told.push(command);
      return undefined;
    });

    await store.mongoose.collection('things').findOne({});

    expect(told).toEqual(['find']);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '@health-graph/embedded-mongo';
import { connect, type StoreConnection } from '../connect.ts';

export interface OpenServer {
  readonly url: string;
  /** A connection to a database that nobody used before. */
  connect(): Promise<StoreConnection>;
  close(): Promise<void>;
}

/** The server that `MONGODB_URL` names, or the embedded one on a folder of its own. */
export async function openServer(): Promise<OpenServer> {
  const folder = await mkdtemp(join(tmpdir(), 'health-graph-store-'));
  const embedded = process.env['MONGODB_URL'] === undefined ? await start({ folder, host: '127.0.0.1', port: 0 }) : undefined;
  const url = embedded?.url ?? process.env['MONGODB_URL'] ?? '';
  let databases = 0;
  return {
    url,
    connect: () => {
      databases += 1;
      return connect({ url, database: `test_${process.pid}_${databases}` });
    },
    close: async () => {
      await embedded?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start as startStore } from '@health-graph/embedded-mongo';
import { province } from '@health-graph/fixtures';
import { type RunningIdentity, start } from '@health-graph/identity';
import { internalClient } from '@health-graph/subgraph-kit';
import { testGateway } from '@health-graph/subgraph-kit/testing';
import { openDataFolder } from '../graph/data-folder.ts';
import { writeRuntime } from '../graph/runtime-file.ts';
import { subgraphNames } from '../graph/start-graph.ts';

/** A data folder on which commands find a running graph; only its identity is there, with the cast. */
export interface IdentityFolder {
  readonly path: string;
  readonly identity: RunningIdentity;
  close(): Promise<void>;
}

/** For tests. */
export async function openIdentityFolder(): Promise<IdentityFolder> {
  const path = await mkdtemp(join(tmpdir(), 'health-graph-identity-'));
  const folder = await openDataFolder(path);
  const store = await startStore({ folder: folder.storeFolder, host: '127.0.0.1', port: 0 });
  const identity = await start({
    host: '127.0.0.1',
    port: 0,
    storeUrl: store.url,
    database: 'identity',
    internalSecret: folder.internalSecret,
    logLevel: 'silent',
    trust: testGateway('identity').trust,
    oidc: { port: 0, audience: 'http://127.0.0.1:4000/graphql', clients: [] },
  });
  const lines = [...province({ people: 1 })].flatMap(({ subgraph, line }) => (subgraph === 'identity' ? [line] : []));
  const client = internalClient({ subgraph: 'identity', url: identity.url, secret: folder.internalSecret });
  for await (const { outcome } of client.ingest(lines)) if (outcome !== 'created') throw new Error('The cast is not taken in.');
  const subgraphs = Object.fromEntries(subgraphNames.map((name) => [name, { url: identity.url }])) as Parameters<
    typeof writeRuntime
  >[1]['subgraphs'];
  await writeRuntime(folder, { pid: process.pid, storeUrl: store.url, subgraphs });
  return {
    path,
    identity,
    close: async () => {
      await identity.close();
      await store.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start as startStore } from '@health-graph/embedded-mongo';
import { province } from '@health-graph/fixtures';
import { type RunningIdentity, start } from '@health-graph/identity';
import { internalClient } from '@health-graph/subgraph-kit';
import { testGateway } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openDataFolder } from '../graph/data-folder.ts';
import { removeRuntime, writeRuntime } from '../graph/runtime-file.ts';
import { subgraphNames } from '../graph/start-graph.ts';
import { tokenCommand } from './command.ts';

let data: string;
let identity: RunningIdentity;
let closeStore: () => Promise<void>;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'health-graph-token-'));
  const folder = await openDataFolder(data);
  const store = await startStore({ folder: folder.storeFolder, host: '127.0.0.1', port: 0 });
  closeStore = () => store.close();
  identity = await start({
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
  for await (const { outcome } of client.ingest(lines)) expect(outcome).toBe('created');
  const subgraphs = Object.fromEntries(subgraphNames.map((name) => [name, { url: identity.url }])) as Parameters<
    typeof writeRuntime
  >[1]['subgraphs'];
  await writeRuntime(folder, { pid: process.pid, storeUrl: store.url, subgraphs });
}, 180_000); // A province is taken in, on a machine that may be busy.

afterAll(async () => {
  await identity.close();
  await closeStore();
  await rm(data, { recursive: true, force: true });
});

/** What the command prints. */
async function printed(...argv: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  try {
    await tokenCommand.parseAsync([...argv, '--data', data], { from: 'user' });
  } finally {
    log.mockRestore();
  }
  return lines.join('\n');
}

describe('health-graph token', () => {
  it('tells why there is none', async () => {
    await expect(printed('--as', 'nobody')).rejects.toMatchObject({
      message: expect.stringContaining('no such account'),
      report: { account: 'nobody' },
    });
    await expect(printed('--as', 'bs.hanh', '--role', 'payer')).rejects.toMatchObject({
      message: expect.stringContaining('does not hold the role'),
    });
  });

  it('prints the token and nothing else', async () => {
    const claims = JSON.parse(Buffer.from((await printed('--as', 'bs.hanh')).split('.')[1] ?? '', 'base64url').toString());

    expect(claims).toMatchObject({ iss: identity.issuer, purpose: 'TREAT', role: 'physician', scope: 'user/*.rs' });
  });

  it('prints what it is for with --json', async () => {
    expect(
      JSON.parse(
        await printed('--as', 'bs.khanh', '--role', 'head-of-unit', '--purpose', 'ETREAT', '--scope', 'user/Condition.r', '--json'),
      ),
    ).toMatchObject({
      role: 'head-of-unit',
      purpose: 'ETREAT',
      scope: 'user/Condition.r',
      expiresIn: 600,
    });
  });

  it('tells that no graph runs', async () => {
    await removeRuntime(await openDataFolder(data));

    await expect(printed('--as', 'bs.hanh')).rejects.toMatchObject({ message: expect.stringContaining('No graph runs') });
  });
});

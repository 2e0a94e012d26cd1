import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start as startStore } from '@health-graph/embedded-mongo';
import { freePort } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runGateway } from '../start.ts';
import { composeForTest, PATIENTS, startForTest, type TestGateway } from '../testing/test-gateway.ts';
import { type GatewayProcess, startProcess } from './testing.ts';
import type { ProcessSettings } from './worker-settings.ts';

let folder: string;
let store: Awaited<ReturnType<typeof startStore>>;
/** Its subgraph is what the processes ask. */
let subgraph: TestGateway;
let gateway: GatewayProcess;
let environment: Readonly<Record<string, string>>;
let adminPort: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-workers-'));
  store = await startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 });
  subgraph = await startForTest({ entries: [] });
  await writeFile(join(folder, 'supergraph.graphql'), composeForTest(PATIENTS, subgraph.subgraphUrl));
  adminPort = await freePort();
  environment = {
    PORT: '0',
    WORKERS: '2',
    GATEWAY_OPEN: 'true',
    SUPERGRAPH_FILE: join(folder, 'supergraph.graphql'),
    MONGODB_URL: store.url,
    AUDIT_ANCHORS: join(folder, 'anchors'),
    ADMIN_PORT: String(adminPort),
  };
  gateway = await startProcess(environment);
}, 60_000);
afterAll(async () => {
  await gateway.stop();
  await subgraph.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** On a connection of its own, so that any worker may get it. */
const ask = async (query: string): Promise<{ readonly status: number; readonly body: unknown }> => {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const response = await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return { status: response.status, body: await response.json() };
};
const lan = { status: 200, body: { data: { patient: { name: 'Lan' } } } };
const query = '{ patient(id: "1") { name } }';
const metrics = async () => (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();

describe('a gateway of two workers', () => {
  it('answers at one address, each worker with a chain of its own in the log', async () => {
    for (let count = 0; count < 8; count++) expect(await ask(query)).toEqual(lan);

    const anchors = (await readdir(join(folder, 'anchors'))).filter((name) => name.endsWith('.ndjson'));
    expect(anchors.toSorted()).toEqual(['gateway-1-1.ndjson', 'gateway-1-2.ndjson']);
  });

  it('counts the requests of both in one place', async () => {
    const text = await metrics();

    expect(text).toContain('health_graph_gateway_workers 2');
    expect(text).toMatch(/health_graph_gateway_requests_total\{outcome="answered"\} 8\n/);
    expect(text.match(/# HELP health_graph_gateway_memory_bytes/g)).toHaveLength(1);
  });

  it('replaces a worker that was killed, which nobody notices who asks the other', async () => {
    const [first] = await gateway.lines('A worker began.', 2);
    process.kill(first?.pid ?? 0, 'SIGKILL');
    const [ended] = await gateway.lines('A worker ended; another takes its place.', 1);

    expect(ended).toMatchObject({ worker: first?.worker, delayMs: 100 });
    expect(await ask(query)).toEqual(lan);
    const began = await gateway.lines('A worker began.', 3);
    expect(began[2]).toMatchObject({ worker: first?.worker });
    await gateway.lines('A worker serves.', 3);
    expect(await metrics()).toContain('health_graph_gateway_workers_replaced_total 1');
  });

  it('answers what it took before it ends', async () => {
    const slow = ask('{ slow }');
    await subgraph.slowAsked;
    const stopped = gateway.stop();
    subgraph.release();

    expect(await slow).toEqual({ status: 200, body: { data: { slow: 'at last' } } });
    expect(await stopped).toBe(0);
    await expect(ask(query)).rejects.toThrow();
  });
});

describe('a gateway of several workers that cannot start', () => {
  const started = (settings: Partial<ProcessSettings>) => runGateway({ port: 0, open: true, workers: 2, ...settings });

  it('names the faults of its settings once, before any worker starts', async () => {
    await expect(started({ host: 'nowhere.example', supergraphFile: '/nothing' })).rejects.toMatchObject({
      details: { setting: 'supergraphFile,host' },
    });
  });

  it.each([0, 65, 1.5, Number.NaN])('refuses %s workers', async (workers) => {
    await expect(started({ workers })).rejects.toThrow('workers must be a whole number from 1 to 64');
  });

  it('ends when a worker does not start, instead of trying for ever', async () => {
    const unnamed = { ADMIN_PORT: '0', AUDIT_WRITER: 'No name' };

    await expect(startProcess({ ...environment, ...unnamed })).rejects.toThrow('A worker of the gateway did not start; it said why.');
  });
});

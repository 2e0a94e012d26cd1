import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { province } from '@health-graph/fixtures';
import { internalClient, readSdl } from '@health-graph/subgraph-kit';
import { freePort } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ProcessUnderTest, startProcess, startSubgraphProcess } from '../faults/process-under-test.ts';
import { startConform } from './conform-command.ts';

const secret = 'a secret of this test, 32 characters or more';
const perType = 3;

let folder: string;
let store: ProcessUnderTest;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-conform-'));
  store = await startProcess('packages/embedded-mongo/src/main.ts', { args: ['--folder', join(folder, 'store'), '--port', '0'] });
});
afterAll(async () => {
  await store.kill();
  await rm(folder, { recursive: true, force: true });
});

describe('health-graph conform, at our own subgraphs', () => {
  it.each([
    ['pharmacy', ['MedicationRequest', 'MedicationDispense']],
    ['encounters', ['Encounter', 'Condition', 'Observation', 'Procedure']],
  ] as const)('finds that %s keeps the contract that partners are held to', async (name, types) => {
    const port = await freePort();
    const graph = `http://127.0.0.1:${port}`;
    const settings = { GATEWAY_URL: graph, IDENTITY_URL: graph, MONGODB_URL: store.url, PORT: '0', INTERNAL_SECRET: secret };
    const subgraph = await startSubgraphProcess(name, settings);
    try {
      const known = await fill(name, subgraph.url, types);
      const { done } = startConform(['--url', subgraph.url, '--name', name, '--gateway-port', `${port}`, ...known, '--json']);
      const { checks, code } = await done;

      expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(checks.filter(({ outcome }) => outcome === 'skipped').length).toBeLessThanOrEqual(1); // Encounters has no query of a class.
      expect(code).toBe(0);
    } finally {
      await subgraph.kill();
    }
  });
});

/** Puts a small province in; gives the options that tell the kit of it. */
async function fill(name: string, url: string, types: readonly string[]): Promise<readonly string[]> {
  const lines = [...province({ people: 3 })].flatMap(({ subgraph, line }) => (subgraph === name ? [line] : []));
  const client = internalClient({ subgraph: name, url, secret });
  for await (const { outcome } of client.ingest(lines)) if (outcome !== 'created') throw new Error('A record of the test is not taken.');
  const files = { entities: join(folder, `${name}.json`), schema: join(folder, `${name}.graphql`) };
  const samples = types.flatMap((type) => lines.filter((line) => line.type === type).slice(0, perType));
  await writeFile(files.entities, JSON.stringify(samples.map(({ type, id }) => ({ __typename: type, id }))));
  await writeFile(files.schema, (await readSdl(new URL('../../schema/', import.meta.url), name)).join('\n'));
  const facilityId = samples.map(({ data }) => (data as { facilityId?: unknown }).facilityId).find((id) => typeof id === 'string');
  return ['--entities', files.entities, '--schema', files.schema, '--facility', String(facilityId)];
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordId } from '@health-graph/records';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Conformed, startConform } from './conform-command.ts';
import { type Fault, faults } from './plain/faults.ts';
import { ownSdl } from './plain/sdl.ts';
import { startPlainSubgraph } from './plain-subgraph.ts';

const name = 'rehabilitation';
const facilityId = recordId('partner', 'Facility', 'f1');
const session = (id: string, patient: string, status: string) => ({
  id: recordId('partner', 'RehabSession', id),
  patientId: recordId('partner', 'Patient', patient),
  facilityId,
  status,
  focus: 'Gait after a fracture of the hip.',
  costVnd: 120_000,
});
const sessions = [session('s1', 'p1', 'done'), session('s2', 'p1', 'planned'), session('s3', 'p2', 'done')];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-conform-'));
  const entities = sessions.map(({ id }) => ({ __typename: 'RehabSession', id })).sort((one, other) => (one.id < other.id ? -1 : 1));
  await writeFile(join(folder, 'entities.json'), JSON.stringify([...entities, { __typename: 'Patient', id: sessions[0]?.patientId }]));
  await writeFile(join(folder, 'partner.graphql'), ownSdl);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts the partner's subgraph once for each fault, and lets the kit look at all of them. */
async function conformed(variants: readonly (Fault | undefined)[], more: readonly string[] = ['--json']): Promise<Conformed> {
  const { promise: gatewayUrl, resolve } = Promise.withResolvers<string>();
  const subgraphs = await Promise.all(variants.map((fault) => startPlainSubgraph({ name, sessions, gatewayUrl, fault })));
  const known = ['--entities', join(folder, 'entities.json'), '--facility', facilityId];
  try {
    const command = startConform(['--name', name, ...known, ...more, '--url', ...subgraphs.map(({ url }) => url)]);
    resolve(await command.gatewayUrl);
    return await command.done;
  } finally {
    await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
  }
}

const asDeclared = () => ['--json', '--schema', join(folder, 'partner.graphql')];
const failedIn = ({ checks }: Pick<Conformed, 'checks'>) => checks.filter(({ outcome }) => outcome === 'failed').map((check) => check.name);

describe('health-graph conform', () => {
  it('passes a subgraph that is written without our packages, with every check carried out', async () => {
    const report = await conformed([undefined], asDeclared());

    expect(report.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(report.code).toBe(0);
    expect(report.checks.length).toBeGreaterThan(30);
  });

  it('prints a table, and what was expected, seen and why for what failed', async () => {
    const { stdout, code } = await conformed(['remembers no names'], []);

    expect(code).toBe(1);
    expect(stdout).toMatch(/^ok +health +200$/m);
    expect(stdout).toMatch(/^FAILED +refuses-replay +200, with data$/m);
    expect(stdout).toContain(
      '  expected: 401 with the code UNAUTHENTICATED, and no data, when a header comes a second time\n  seen:     200',
    );
  });

  it('finds each fault that a subgraph may have, by the check for it and no other', async () => {
    const variants = Object.keys(faults) as Fault[];

    const { endpoints, code } = await conformed(variants);

    expect(endpoints.map((report, index) => [variants[index], failedIn(report)])).toEqual(
      Object.entries(faults).map(([fault, check]) => [fault, fault === 'another SDL than declared' ? [] : [check]]),
    );
    expect(code).toBe(1);
  }, 120_000);

  it('finds a subgraph that serves another SDL than its team declares', async () => {
    const report = await conformed(['another SDL than declared'], asDeclared());

    expect(failedIn(report)).toEqual(['sdl-as-declared']);
    expect(report.code).toBe(1);
  });

  it('has a faulty subgraph for every check but those without which nothing can be asked, and the contract names each', async () => {
    const contract = await readFile(new URL('../../packages/subgraph-kit/CONTRACT.md', import.meta.url), 'utf8');
    const names = (await conformed([undefined])).checks.map((check) => check.name);
    const broken = new Set<string>(Object.values(faults));

    expect(names.filter((check) => !broken.has(check))).toEqual(['trust-keys', 'accepts-gateway', 'sdl', 'latency']);
    expect(names.filter((check) => !contract.includes(`\`${check}\``))).toEqual([]);
  });
});

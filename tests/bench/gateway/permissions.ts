import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start as startStore } from '@health-graph/embedded-mongo';
import { measureDecision } from '@health-graph/gateway/testing';
import { type Figures, type Load, measureRounds } from './measure.ts';
import type { MeasuredGateway } from './measured-gateway.ts';
import { heavy, mix, small } from './shapes.ts';

const SECONDS = 4;
const ROUNDS = 3;
const loads: readonly Load[] = [
  { name: 'heavy', shapes: [heavy] },
  { name: 'chart', shapes: mix.filter(({ name }) => name === 'chart') },
  { name: 'small', shapes: [small] },
];

/** What sign-in, static permissions, signed fetches and the audit log cost the gateway: CPU of its own process, in turns with the open one. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-bench-store-'));
  const store = await startStore({ folder, host: '127.0.0.1', port: 0 });
  const enforcing = { file: './enforcing-process.ts', isLabelled: true } as const;
  const gateways: readonly MeasuredGateway[] = [
    { name: 'off', file: './gateway-process.ts' },
    { name: 'permissions', ...enforcing },
    { name: 'permissions and audit', ...enforcing, argv: [store.url] },
  ];
  try {
    const figures = await measureRounds({ gateways, loads, rounds: ROUNDS, seconds: SECONDS });
    print(figures);
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
  await printDecision();
}

/** On the hospital's own supergraph. */
async function printDecision(): Promise<void> {
  const schema = new URL('../../../schema/', import.meta.url);
  const [supergraphSdl, policies] = await Promise.all(
    ['supergraph.graphql', 'policies.yaml'].map((name) => readFile(new URL(name, schema), 'utf8')),
  );
  const caller = { accountId: 'td.oanh', role: 'registrar', purpose: 'TREAT', scopes: ['user/*.rs'] } as const;
  const { warmUs, coldUs } = measureDecision({ supergraphSdl: supergraphSdl ?? '', policies: policies ?? '', operation: chart, caller });
  console.log(`\nOne static decision, of which a part is refused: warm ${warmUs.toFixed(2)} us, cold ${coldUs.toFixed(0)} us of CPU.`);
}

const chart = `query Chart($id: ID!) {
  patient(id: $id) {
    name { text } birthDate gender nationalId ethnicity { text }
    encounters(first: 5) { edges { node {
      status period { start end } facility { name }
      conditions(first: 5) { edges { node { code { text coding { code display } } clinicalStatus } } }
      observations(first: 10) { edges { node { code { text } effective valueQuantity { value unit } } } }
    } } }
    medicationRequests(first: 10) { edges { node { medicationConcept { text } status requester { name } } } }
    careTeam(first: 10) { edges { node { practitioner { name } } } }
  }
}`;

function print(figures: ReadonlyMap<string, readonly Figures[]>): void {
  const median = (key: string, name: 'cpuMsPerRequest' | 'p95Ms'): number =>
    (figures.get(key) ?? []).map((round) => round[name]).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  console.log('| operation | gateway | CPU ms per request (each round) | to off | p95 ms |\n|---|---|--:|--:|--:|');
  for (const [key, rounds] of [...figures].sort(([a], [b]) => a.localeCompare(b))) {
    const ratio = median(key, 'cpuMsPerRequest') / median(`${key.split(' | ')[0]} | off`, 'cpuMsPerRequest');
    console.log(`| ${key} | ${rounds.map((round) => round.cpuMsPerRequest).join(' ')} | ${ratio.toFixed(2)}x | ${median(key, 'p95Ms')} |`);
  }
}

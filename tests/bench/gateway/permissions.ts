import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start as startStore } from '@health-graph/embedded-mongo';
import { type Figures, type MeasuredGateway, measureGateway } from './measure.ts';

const SECONDS = 4;
const ROUNDS = 3;

/** What sign-in, static permissions, signed fetches and the audit log cost the gateway: CPU of its own process, in turns with the open one. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-bench-store-'));
  const store = await startStore({ folder, host: '127.0.0.1', port: 0 });
  const enforcing = { file: './enforcing-process.ts', isLabelled: true } as const;
  const gateways: Readonly<Record<string, MeasuredGateway>> = {
    off: { file: './gateway-process.ts' },
    permissions: enforcing,
    'permissions and audit': { ...enforcing, argv: [store.url] },
  };
  const figures = new Map<string, Figures[]>();
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, gateway] of Object.entries(gateways)) {
        for (const measured of await measureGateway(SECONDS, gateway)) {
          const key = `${measured.operation} | ${name}`;
          figures.set(key, [...(figures.get(key) ?? []), measured]);
        }
      }
    }
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
  print(figures);
}

function print(figures: ReadonlyMap<string, readonly Figures[]>): void {
  const median = (key: string, name: 'cpuMsPerRequest' | 'p95Ms'): number =>
    (figures.get(key) ?? []).map((round) => round[name]).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  console.log('| operation | gateway | CPU ms per request (each round) | to off | p95 ms |\n|---|---|--:|--:|--:|');
  for (const [key, rounds] of [...figures].sort(([a], [b]) => a.localeCompare(b))) {
    const ratio = median(key, 'cpuMsPerRequest') / median(`${key.split(' | ')[0]} | off`, 'cpuMsPerRequest');
    console.log(`| ${key} | ${rounds.map((round) => round.cpuMsPerRequest).join(' ')} | ${ratio.toFixed(2)}x | ${median(key, 'p95Ms')} |`);
  }
}

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start as startStore } from '@health-graph/embedded-mongo';
import { type Figures, type Load, measureRounds } from './measure.ts';
import type { MeasuredGateway } from './measured-gateway.ts';
import { heavy, mix, small } from './shapes.ts';

const SECONDS = 5;
const ROUNDS = 3;

const loads: readonly Load[] = [
  { name: `${mix.length} shapes`, shapes: mix },
  { name: 'heavy', shapes: [heavy] },
  { name: 'small', shapes: [small] },
];

/**
 * Ours, open as the peers run and guarded (tokens verified, fields cut, fetches signed, the log written), beside the peers.
 */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-bench-store-'));
  const store = await startStore({ folder, host: '127.0.0.1', port: 0 });
  const gateways: readonly MeasuredGateway[] = [
    { name: 'open', file: './gateway-process.ts' },
    { name: 'guarded', file: './enforcing-process.ts', isLabelled: true, argv: [store.url] },
    ...installedPeers(),
  ];
  try {
    const figures = await measureRounds({ gateways, loads, rounds: ROUNDS, seconds: SECONDS });
    print(figures, gateways);
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}

/** `npm install` in `peers` brings them; without that, only our own gateway is measured. */
export function installedPeers(): readonly MeasuredGateway[] {
  const peers = [
    { name: '@apollo/gateway 2.14.4', file: './peers/apollo.mjs', needs: '@apollo/gateway' },
    { name: 'Hive Gateway 2.12.1, Rust planner', file: './peers/hive.mjs', needs: '@graphql-hive/router-runtime' },
  ];
  return peers.filter(({ needs }) => existsSync(new URL(`./peers/node_modules/${needs}`, import.meta.url)));
}

function print(figures: ReadonlyMap<string, readonly Figures[]>, gateways: readonly MeasuredGateway[]): void {
  console.log('| load | gateway | CPU ms per request (each round) | to open | to guarded | requests/s (load idle) | p99 ms | memory MB |');
  console.log('|---|---|--:|--:|--:|--:|--:|--:|');
  for (const { name: load } of loads) {
    const cpuOf = (gateway: string) => median((figures.get(`${load} | ${gateway}`) ?? []).map(({ cpuMsPerRequest }) => cpuMsPerRequest));
    for (const { name } of gateways) {
      const rounds = figures.get(`${load} | ${name}`) ?? [];
      const list = (of: (round: Figures) => number | string) => rounds.map(of).join(' ');
      const ratio = (to: string) => `${(cpuOf(name) / cpuOf(to)).toFixed(2)}x`;
      const speed = list(({ requestsPerSecond, loadIdle }) => `${requestsPerSecond} (${Math.round(loadIdle * 100)} %)`);
      console.log(
        `| ${load} (${rounds[0]?.answerBytes} B) | ${name} | ${list(({ cpuMsPerRequest }) => cpuMsPerRequest)} | ${ratio('open')} | ${ratio('guarded')} | ${speed} | ${list(({ p99Ms }) => p99Ms)} | ${list(({ rssMb }) => rssMb)} |`,
      );
    }
  }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

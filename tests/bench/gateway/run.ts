import { existsSync } from 'node:fs';
import { type Figures, measureGateway } from './measure.ts';

const SECONDS = 5;
const ROUNDS = 3;

/** Rounds alternate between the gateways, because whatever else the machine does comes and goes. */
export async function run(): Promise<void> {
  const gateways = [{ name: 'health-graph', file: './gateway-process.ts' }, ...peers()];
  const figures = new Map<string, Figures[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, file } of gateways) {
      for (const measured of await measureGateway(SECONDS, { file })) {
        const key = `${measured.operation} | ${name}`;
        figures.set(key, [...(figures.get(key) ?? []), measured]);
      }
    }
  }
  console.log('| operation | gateway | CPU ms per request (each round) | requests/s | p99 ms | memory MB |\n|---|---|--:|--:|--:|--:|');
  for (const [key, rounds] of [...figures].sort(([a], [b]) => a.localeCompare(b))) {
    const list = (name: 'cpuMsPerRequest' | 'requestsPerSecond' | 'p99Ms' | 'rssMb') => rounds.map((round) => round[name]).join(' ');
    console.log(`| ${key} | ${list('cpuMsPerRequest')} | ${list('requestsPerSecond')} | ${list('p99Ms')} | ${list('rssMb')} |`);
  }
}

/** `npm install` in `peers` brings them; without that, only our own gateway is measured. */
function peers(): readonly { readonly name: string; readonly file: string }[] {
  const isInstalled = existsSync(new URL('./peers/node_modules/@apollo/gateway', import.meta.url));
  return isInstalled ? [{ name: '@apollo/gateway 2.14.4', file: './peers/apollo.mjs' }] : [];
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start as startStore } from '@health-graph/embedded-mongo';
import { withoutClasses } from '../chart-permissions/without-classes.ts';
import { type MeasuredGateway, startMsOf, withGateway } from './measured-gateway.ts';
import { operationNumber } from './operations-never-seen.ts';
import { installedPeers } from './run.ts';

const OPERATIONS = 200;
const STARTS = 5;
/** So that every operation selects something, and half of them go to several subgraphs. */
const FROM = 1_000;

/** The first answer to an operation that was never seen, and how long a gateway takes to be there, over the hospital's own supergraph. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-bench-cold-'));
  const store = await startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 });
  const gateways: readonly MeasuredGateway[] = [
    { name: 'open', file: './gateway-process.ts' },
    { name: 'guarded', file: './enforcing-process.ts', isLabelled: true, argv: [store.url] },
    ...installedPeers(),
  ];
  const hospital = fileURLToPath(new URL('../../../schema/supergraph.graphql', import.meta.url));
  const open = join(folder, 'open.graphql');
  await writeFile(open, withoutClasses(await readFile(hospital, 'utf8')));
  console.log(
    `| gateway | first answers of ${OPERATIONS} operations, p50 / p95 ms | CPU ms each | hospital's supergraph: start to ready, ms |`,
  );
  console.log('|---|--:|--:|--:|');
  try {
    for (const gateway of gateways) {
      const { times, cpuMs } = await firstAnswers(gateway);
      const starts: number[] = [];
      for (let start = 0; start < STARTS; start++) starts.push(await startMsOf(gateway, gateway.isLabelled === true ? hospital : open));
      const at = (share: number) => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(1);
      console.log(`| ${gateway.name} | ${at(0.5)} / ${at(0.95)} | ${cpuMs.toFixed(2)} | ${starts.map(Math.round).join(' ')} |`);
    }
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}

/** One after the other, after as many others that warmed the process up. */
async function firstAnswers(gateway: MeasuredGateway): Promise<{ readonly times: readonly number[]; readonly cpuMs: number }> {
  return withGateway(gateway, async ({ send, usage }) => {
    const times: number[] = [];
    const ask = async (number: number): Promise<void> => {
      const from = performance.now();
      const status = await send(JSON.stringify({ query: operationNumber(number) }));
      if (status !== 200) throw new Error(`${gateway.name} answers operation ${number} with ${status}.`);
      times.push(performance.now() - from);
    };
    for (let number = 0; number < OPERATIONS; number++) await ask(number);
    times.length = 0;
    const before = await usage();
    for (let number = FROM; number < FROM + OPERATIONS; number++) await ask(number);
    const after = await usage();
    const cpuMs = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1_000 / OPERATIONS;
    return { times: times.sort((a, b) => a - b), cpuMs };
  });
}

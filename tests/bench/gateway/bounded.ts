import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start as startStore } from '@health-graph/embedded-mongo';
import { CONNECTIONS, type RunningGateway, withGateway } from './measured-gateway.ts';
import { operationNumber } from './operations-never-seen.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
const REQUESTS = isFull ? 500_000 : 50_000;
const DISTINCT = REQUESTS / 5;
const PARTS = 10;

/** Whether anything grows: far more operations than are kept, of callers with every role, purpose and set of scopes. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-bench-store-'));
  const store = await startStore({ folder, host: '127.0.0.1', port: 0 });
  try {
    const enforcing = { name: 'guarded', file: './enforcing-process.ts', isLabelled: true, argv: [store.url, 'everybody'] } as const;
    await withGateway(enforcing, measure);
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}

async function measure(gateway: RunningGateway): Promise<void> {
  console.log(`${REQUESTS} requests, ${DISTINCT} distinct operations, ${CONNECTIONS} connections\n`);
  console.log('| requests | memory MB | heap MB | event loop late, p99 ms | CPU ms per request |\n|--:|--:|--:|--:|--:|');
  let before = await gateway.usage();
  for (let part = 1; part <= PARTS; part++) {
    await ask(gateway, ((part - 1) * REQUESTS) / PARTS, (part * REQUESTS) / PARTS);
    const after = await gateway.usage();
    const cpuMs = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1_000;
    const cells = [
      (part * REQUESTS) / PARTS,
      Math.round(after.rss / 1e6),
      Math.round((after.heapUsed ?? 0) / 1e6),
      (after.delayP99Ms ?? 0).toFixed(1),
      ((cpuMs * PARTS) / REQUESTS).toFixed(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
    before = after;
  }
}

async function ask(gateway: RunningGateway, from: number, to: number): Promise<void> {
  let next = from;
  const connection = async (): Promise<void> => {
    while (next < to) {
      const number = next++;
      const status = await gateway.send(JSON.stringify({ query: operationNumber(number % DISTINCT) }));
      if (status !== 200) throw new Error(`Operation ${number} was answered with ${status}.`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
}

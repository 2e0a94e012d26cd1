import { readFile } from 'node:fs/promises';
import { type HealthGraph, startHealthGraph, temporaryFolder } from '../journeys/health-graph.ts';

/** Seeding an empty folder, starting on a seeded one, and what the whole graph holds in memory at rest. */
export async function run(): Promise<void> {
  const folder = await temporaryFolder();
  try {
    const seeding = await timed(() => startHealthGraph(folder.path));
    await seeding.graph.stop();
    const starts: number[] = [];
    const memory: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const { graph, seconds } = await timed(() => startHealthGraph(folder.path));
      await graph.ask('{ facilities(first: 1) { edges { node { name } } } }');
      starts.push(seconds);
      memory.push(await proportionalMegabytes(graph.process.pid ?? 0));
      await graph.stop();
    }
    console.log('| what | median | all |\n|---|--:|---|');
    console.log(`| seeding 1,000 people, until ready | ${seeding.seconds.toFixed(1)} s | |`);
    console.log(
      `| start to ready on a seeded folder | ${median(starts).toFixed(2)} s | ${starts.map((value) => value.toFixed(2)).join(' ')} |`,
    );
    console.log(
      `| memory at rest, all processes, PSS | ${median(memory).toFixed(0)} MB | ${memory.map((value) => value.toFixed(0)).join(' ')} |`,
    );
  } finally {
    await folder.remove();
  }
}

async function timed(start: () => Promise<HealthGraph>): Promise<{ readonly graph: HealthGraph; readonly seconds: number }> {
  const from = performance.now();
  const graph = await start();
  return { graph, seconds: (performance.now() - from) / 1000 };
}

/** Proportional set size of a process and all below it, in MB (10^6 bytes). Linux only. */
async function proportionalMegabytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const own = Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024;
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter((id) => id !== '');
  const below = await Promise.all(children.map((child) => proportionalMegabytes(Number(child))));
  return own / 1e6 + below.reduce((sum, value) => sum + value, 0);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

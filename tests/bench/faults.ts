import { load, p95, startFaultyGraph, untilWhole } from '../faults/faulty-endpoints.ts';

const connections = 50;
const seconds = 20;
/** Half of what the machine of record can do, generator and endpoints included. */
const everyMs = 80;

/** What four endpoints that fail cost the charts that do not need them. */
export async function run(): Promise<void> {
  const graph = await startFaultyGraph();
  const { url } = graph.gateway;
  const during = async () => {
    const end = performance.now() + seconds * 1_000;
    return load(url, connections, () => performance.now() > end, everyMs);
  };
  try {
    await during(); // Warm.
    const before = await during();
    await graph.become({ lab: 'killed', imaging: 'hung', dental: 'garbage', rehabilitation: 'slow' });
    const faulty = await during();
    await graph.become({ lab: 'well', imaging: 'well', dental: 'well', rehabilitation: 'well' });
    const recovery = await untilWhole(url);
    const row = (name: string, answers: Awaited<ReturnType<typeof during>>): string =>
      `| ${name} | ${answers.length} | ${answers.filter(({ isLost }) => isLost).length} | ${p95(answers, 'others').toFixed(1)} | ${p95(answers, 'affected').toFixed(1)} |`;
    console.log(
      `${connections} connections, ${seconds} s each, a request every ${everyMs} ms on each; every fifth of them asks for what needs all endpoints\n`,
    );
    console.log('| endpoints | requests | lost | p95 of others, ms | p95 of affected, ms |\n|---|--:|--:|--:|--:|');
    console.log(row('all well', before));
    console.log(row('killed, hung, garbage, 100x slower', faulty));
    console.log(
      `\np95 of others: ${(p95(faulty, 'others') / p95(before, 'others')).toFixed(2)} times that before. Whole again ${(recovery / 1_000).toFixed(1)} s after their return.`,
    );
  } finally {
    await graph.close();
  }
}

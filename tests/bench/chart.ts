import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { type HealthGraph, startHealthGraph, temporaryFolder } from '../journeys/health-graph.ts';

/** A chart as a clinician opens it, and a ward round of them: all five subgraphs, lists within lists. */
const chart = `query Chart($first: Int!, $after: String) {
  patients(first: $first, after: $after) {
    edges {
      node {
        name { text } birthDate gender nationalId
        encounters(first: 5) {
          edges { node {
            status class period { start end } facility { name }
            conditions(first: 5) { edges { node { code { text coding { code display } } clinicalStatus } } }
            observations(first: 10) { edges { node { code { text } effective valueQuantity { value unit } components { valueQuantity { value } } } } }
          } }
        }
        allergies { edges { node { code { text } criticality } } }
        medicationRequests(first: 10) {
          edges { node { medicationConcept { text } status authoredOn dosageInstructions { text } remaining { value unit } requester { name } } }
        }
        immunizations(first: 10) { edges { node { vaccineCode { text } occurrence } } }
        careTeam(first: 10) { edges { node { role { text } practitioner { name } } } }
      }
    }
  }
}`;

/** A physician, who sees the charts of those she treats: all of them are one round. */
const reader = ['--as', 'bs.hanh'];
const round = 8;

/** Rounds per size: enough for a 95th percentile of small answers, few enough of large ones to end soon. */
const sizes = [
  { patients: 1, rounds: 300 },
  { patients: round, rounds: 120 },
] as const;

/** The chart query of one patient and of a whole round over the whole graph, one request at a time, and what the store is asked for each. */
export async function run(): Promise<void> {
  const folder = await temporaryFolder();
  const graph = await startHealthGraph(folder.path);
  const store = await openStore(folder.path);
  try {
    const cursors = await cursorsOf(graph);
    if (cursors.length < round) throw new Error(`The physician treats ${cursors.length} patients, fewer than a round.`);
    console.log('| patients | p50 | p95 | answer | store commands a request |\n|--:|--:|--:|--:|--:|');
    for (const { patients, rounds } of sizes) {
      const ask = (number: number) => {
        const skipped = (number * 7) % (cursors.length - patients + 1);
        return askChart(graph, patients, cursors[skipped - 1]);
      };
      for (let round = 0; round < Math.ceil(rounds / 10); round += 1) await ask(round);
      const before = await commandsOf(store);
      const measured = await measure(rounds, ask);
      const commands = (await commandsOf(store)) - before;
      console.log(
        `| ${patients} | ${milliseconds(percentile(measured.times, 0.5))} | ${milliseconds(percentile(measured.times, 0.95))} | ` +
          `${(measured.bytes / rounds / 1000).toFixed(1)} kB | ${(commands / rounds).toFixed(1)} |`,
      );
    }
  } finally {
    await store.close();
    await graph.stop();
    await folder.remove();
  }
}

/** The store of the graph that runs on `folder`. */
async function openStore(folder: string): Promise<MongoClient> {
  const { storeUrl } = JSON.parse(await readFile(join(folder, 'runtime.json'), 'utf8')) as { readonly storeUrl: string };
  return new MongoClient(storeUrl).connect();
}

/** Commands that read records, since the store began. */
async function commandsOf(store: MongoClient): Promise<number> {
  const status = await store.db('admin').command({ serverStatus: 1 });
  const commands = status['metrics'].commands as Readonly<Record<string, { readonly total: number | bigint }>>;
  return ['find', 'aggregate', 'getMore', 'count', 'distinct'].reduce((sum, name) => sum + Number(commands[name]?.total ?? 0), 0);
}

/** A cursor behind every patient, so that each request asks for others. */
async function cursorsOf(graph: HealthGraph): Promise<readonly string[]> {
  const cursors: string[] = [];
  for (;;) {
    const { data } = await graph.ask(
      'query($after: String) { patients(first: 100, after: $after) { edges { cursor } } }',
      {
        after: cursors.at(-1) ?? null,
      },
      reader,
    );
    const { edges } = (data as { patients: { edges: { cursor: string }[] } }).patients;
    if (edges.length === 0) return cursors;
    cursors.push(...edges.map(({ cursor }) => cursor));
  }
}

/** Asks for charts and gives the size of the answer in bytes; an error or a missing patient ends the benchmark. */
async function askChart(graph: HealthGraph, patients: number, after: string | undefined): Promise<number> {
  const response = await fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await graph.token(reader)}` },
    body: JSON.stringify({ query: chart, variables: { first: patients, after } }),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as { data: { patients: { edges: unknown[] } }; errors?: readonly unknown[] };
  if (errors) throw new Error(`The chart has errors: ${JSON.stringify(errors[0])}`);
  if (data.patients.edges.length !== patients) throw new Error(`${data.patients.edges.length} charts came instead of ${patients}.`);
  return text.length;
}

async function measure(rounds: number, ask: (round: number) => Promise<number>) {
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    bytes += await ask(round);
    times.push(performance.now() - from);
  }
  return { times: times.sort((one, other) => one - other), bytes };
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const milliseconds = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

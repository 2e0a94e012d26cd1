import type { Host } from './started-host.ts';

const ROUNDS = 9;
const REQUESTS = 160;
const CONNECTIONS = 8;
const WARM_UP = 600;

/** A graph on the store of all; `off` and `on` differ in nothing but what decides and writes down. */
export interface MeasuredGraph {
  readonly name: 'off' | 'on';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly processes: Readonly<Record<'gateway' | 'subgraphs' | 'store', Host>>;
}

export interface Chart {
  readonly name: string;
  readonly query: string;
}

/** One patient over all five subgraphs, lists within lists. */
const chartWith = (name: string, few: string, more: string): Chart => ({
  name,
  query: `query Chart($id: ID!) {
    patient(id: $id) {
      name { text } birthDate gender
      encounters${few} { edges { node {
        status class period { start end } facility { name }
        conditions${few} { edges { node { code { text coding { code display } } clinicalStatus } } }
        observations${more} { edges { node { code { text } effective valueQuantity { value unit } components { valueQuantity { value } } } } }
      } } }
      allergies { edges { node { code { text } criticality } } }
      medicationRequests${more} { edges { node {
        medicationConcept { text } status authoredOn dosageInstructions { text } remaining { value unit } requester { name }
      } } }
      immunizations${more} { edges { node { vaccineCode { text } occurrence } } }
      careTeam${more} { edges { node { role { text } practitioner { name } } } }
      healthBook { status bloodGroup { text } }
    }
  }`,
});

export const charts: readonly Chart[] = [
  chartWith('a glance: 5 encounters, 10 of all else', '(first: 5)', '(first: 10)'),
  chartWith('the chart: pages of 20, as lists have them', '', ''),
];

interface Asking {
  readonly graph: MeasuredGraph;
  readonly query: string;
  readonly id: string | undefined;
}

async function ask({ graph: { name, url, headers }, query, id }: Asking): Promise<string> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables: { id } }),
  };
  const text = await (await fetch(url, init)).text();
  if (!text.startsWith('{"data":{"patient":{') || text.includes('"errors"'))
    throw new Error(`A chart (${name}) fails: ${text.slice(0, 400)}`);
  return text;
}

/** Only charts that the physician sees whole are compared: rows of other facilities are left out of the others. */
export async function shownWhole(graphs: readonly MeasuredGraph[], patientIds: readonly string[]): Promise<readonly string[]> {
  const whole: string[] = [];
  for (const id of patientIds) {
    const answersTo = ({ query }: Chart) => Promise.all(graphs.map((graph) => ask({ graph, query, id })));
    const answers = await Promise.all(charts.map(answersTo));
    if (answers.every((ofChart) => ofChart.every((answer) => answer === ofChart[0]))) whole.push(id);
  }
  if (whole.length === 0) throw new Error('The physician sees no chart whole.');
  return whole;
}

/** What one graph used for one chart. */
interface Figures {
  /** CPU milliseconds per request of each process, one for each round. */
  readonly cpu: Readonly<Record<keyof MeasuredGraph['processes'], number[]>>;
  readonly times: number[];
  bytes: number;
}

/** In turns, because whatever else the machine does comes and goes. */
export async function measureChart({ name, query }: Chart, graphs: readonly MeasuredGraph[], patientIds: readonly string[]): Promise<void> {
  const idOf = (number: number) => patientIds[number % patientIds.length];
  const figures = graphs.map((): Figures => ({ cpu: { gateway: [], subgraphs: [], store: [] }, times: [], bytes: 0 }));
  for (const graph of graphs) for (let number = 0; number < WARM_UP; number++) await ask({ graph, query, id: idOf(number) });
  for (let round = 0; round < ROUNDS; round++) {
    for (const [place, graph] of graphs.entries()) {
      const of = figures[place];
      if (of !== undefined) await measureRound(graph, of, (number) => ask({ graph, query, id: idOf(number) }));
    }
  }
  print(name, figures);
}

async function measureRound({ processes }: MeasuredGraph, figures: Figures, askNext: (number: number) => Promise<string>): Promise<void> {
  const before = await usages(processes);
  let asked = 0;
  const connection = async (): Promise<void> => {
    while (asked < REQUESTS) {
      const from = performance.now();
      const answer = await askNext(asked++);
      figures.times.push(performance.now() - from);
      figures.bytes += Buffer.byteLength(answer);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  const after = await usages(processes);
  for (const name of ['gateway', 'subgraphs', 'store'] as const) figures.cpu[name].push((after[name] - before[name]) / REQUESTS);
}

/** CPU milliseconds of each process until now. */
async function usages({ gateway, subgraphs, store }: MeasuredGraph['processes']) {
  const used = async (host: Host): Promise<number> => {
    const { cpu } = await host.usage();
    return (cpu.user + cpu.system) / 1_000;
  };
  return { gateway: await used(gateway), subgraphs: await used(subgraphs), store: await used(store) };
}

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

function print(name: string, [off, on]: readonly Figures[]): void {
  if (off === undefined || on === undefined) return;
  const bytes = Math.round(off.bytes / off.times.length);
  console.log(
    `\n${name}; ${bytes} B. CPU milliseconds per request, ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${REQUESTS} in turns\n`,
  );
  console.log('| | off | on | ratio |\n|---|--:|--:|--:|');
  const line = (of: string, figure: (figures: Figures) => number) =>
    console.log(`| ${of} | ${figure(off).toFixed(2)} | ${figure(on).toFixed(2)} | ${(figure(on) / figure(off)).toFixed(2)}x |`);
  const cpuOf =
    (...names: readonly (keyof Figures['cpu'])[]) =>
    ({ cpu }: Figures) =>
      at(
        cpu.gateway.map((_, round) => names.reduce((sum, process) => sum + (cpu[process][round] ?? Number.NaN), 0)),
        0.5,
      );
  line('gateway', cpuOf('gateway'));
  line('subgraphs', cpuOf('subgraphs'));
  line('store', cpuOf('store'));
  line('gateway and subgraphs', cpuOf('gateway', 'subgraphs'));
  line('all three', cpuOf('gateway', 'subgraphs', 'store'));
  for (const share of [0.5, 0.95]) line(`p${share * 100} of the answer, ms`, ({ times }) => at(times, share));
}

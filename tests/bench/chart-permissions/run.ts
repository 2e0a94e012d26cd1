import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startIssuer } from '@health-graph/gateway/testing';
import { freePort } from '@health-graph/subgraph-kit/testing';
import { startHealthGraph, temporaryFolder } from '../../journeys/health-graph.ts';
import type { Asked } from './host.ts';

const PEOPLE = '300';
const ROUNDS = 9;
const REQUESTS = 160;
const CONNECTIONS = 8;
const WARM_UP = 600;

/** The chart of one patient: all five subgraphs, lists within lists. */
const query = `query Chart($id: ID!) {
  patient(id: $id) {
    name { text } birthDate gender
    encounters(first: 5) { edges { node {
      status class period { start end } facility { name }
      conditions(first: 5) { edges { node { code { text coding { code display } } clinicalStatus } } }
      observations(first: 10) { edges { node { code { text } effective valueQuantity { value unit } components { valueQuantity { value } } } } }
    } } }
    allergies { edges { node { code { text } criticality } } }
    medicationRequests(first: 10) { edges { node {
      medicationConcept { text } status authoredOn dosageInstructions { text } remaining { value unit } requester { name }
    } } }
    immunizations(first: 10) { edges { node { vaccineCode { text } occurrence } } }
    careTeam(first: 10) { edges { node { role { text } practitioner { name } } } }
    healthBook { status bloodGroup { text } }
  }
}`;

interface Usage {
  readonly cpu: { readonly user: number; readonly system: number };
  readonly rss: number;
}

/** A graph on the store of all; `off` and `on` differ in nothing but what decides and writes down. */
interface MeasuredGraph {
  readonly name: 'off' | 'on';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly processes: Readonly<Record<string, Host>>;
  /** CPU milliseconds per request, of each process, one for each round. */
  readonly cpu: Record<string, number[]>;
  readonly times: number[];
}

/** What permissions and audit cost a whole chart: the same apps on the same store with and without them, in turns. */
export async function run(): Promise<void> {
  const folder = await temporaryFolder();
  const issuer = await startIssuer();
  const hosts: Host[] = [];
  const host = async <Ready>(asked: Asked, ...flags: readonly string[]): Promise<Host & { readonly ready: Ready }> => {
    const started = await startHost<Ready>(asked, flags);
    hosts.push(started);
    return started;
  };
  try {
    const { claims, treated } = await seed(folder.path);
    const store = await host<string>({ role: 'store', folder: join(folder.path, 'store') });
    const internalSecret = 'a secret of the benchmark, 32 characters or more';
    const open = async (name: 'off' | 'on'): Promise<MeasuredGraph> => {
      const port = await freePort();
      const flags = name === 'off' ? ['--import', fileURLToPath(new URL('./without-permissions.ts', import.meta.url))] : [];
      const gatewayUrl = `http://127.0.0.1:${port}/graphql`;
      const subgraphs = await host<Record<string, string>>(
        { role: 'subgraphs', storeUrl: store.ready, gatewayUrl, internalSecret },
        ...flags,
      );
      const enforced = { issuer: issuer.url, audience: issuer.audience, storeUrl: store.ready };
      const gateway = await host<string>({ role: 'gateway', port, urls: subgraphs.ready, ...(name === 'on' ? { enforced } : {}) });
      const token = await issuer.token({ claims: { ...claims, iss: issuer.url, aud: issuer.audience, exp: Date.now() / 1000 + 7_200 } });
      return {
        name,
        url: gateway.ready,
        headers: name === 'on' ? { authorization: `Bearer ${token}` } : {},
        processes: { gateway, subgraphs, store },
        cpu: { gateway: [], subgraphs: [], store: [] },
        times: [],
      };
    };
    const graphs = [await open('off'), await open('on')];
    const patientIds = await shownWhole(graphs, treated);
    for (const graph of graphs) for (let number = 0; number < WARM_UP; number++) await ask(graph, patientIds, number);
    for (let round = 0; round < ROUNDS; round++) for (const graph of graphs) await measure(graph, patientIds);
    print(graphs);
  } finally {
    await Promise.all(hosts.map((started) => started.close()));
    await issuer.close();
    await folder.remove();
  }
}

/** A province in `folder`; and as whom a physician signs in, and whom she treats. */
async function seed(folder: string): Promise<{ readonly claims: object; readonly treated: readonly string[] }> {
  const graph = await startHealthGraph(folder, ['--people', PEOPLE]);
  const physician = ['--as', 'bs.hanh'];
  const token = await graph.token(physician);
  const { data } = await graph.ask('{ patients(first: 100) { edges { node { id } } } }', {}, physician);
  await graph.stop();
  const { edges } = (data as { patients: { edges: { node: { id: string } }[] } }).patients;
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
  return { claims, treated: edges.map(({ node }) => node.id) };
}

async function ask({ name, url, headers }: MeasuredGraph, patientIds: readonly string[], number: number): Promise<string> {
  const variables = { id: patientIds[number % patientIds.length] };
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query, variables }) };
  const text = await (await fetch(url, init)).text();
  if (!text.startsWith('{"data":{"patient":{') || text.includes('"errors"'))
    throw new Error(`A chart (${name}) fails: ${text.slice(0, 400)}`);
  return text;
}

/** Only charts that the physician sees whole are compared: rows of other facilities are left out of the others. */
async function shownWhole(graphs: readonly MeasuredGraph[], patientIds: readonly string[]): Promise<readonly string[]> {
  const whole: string[] = [];
  for (const id of patientIds) {
    const answers = await Promise.all(graphs.map((graph) => ask(graph, [id], 0)));
    if (answers.every((answer) => answer === answers[0])) whole.push(id);
  }
  if (whole.length === 0) throw new Error('The physician sees no chart whole.');
  return whole;
}

async function measure(graph: MeasuredGraph, patientIds: readonly string[]): Promise<void> {
  const before = await usages(graph);
  let asked = 0;
  const connection = async (): Promise<void> => {
    while (asked < REQUESTS) {
      const from = performance.now();
      await ask(graph, patientIds, asked++);
      graph.times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  const after = await usages(graph);
  for (const [name, cpu] of Object.entries(graph.cpu)) cpu.push(((after[name] ?? 0) - (before[name] ?? 0)) / REQUESTS);
}

/** CPU milliseconds of each process until now. */
async function usages({ processes }: MeasuredGraph): Promise<Readonly<Record<string, number>>> {
  const used = Object.entries(processes).map(async ([name, host]) => {
    const { cpu } = await host.usage();
    return [name, (cpu.user + cpu.system) / 1_000] as const;
  });
  return Object.fromEntries(await Promise.all(used));
}

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

function print([off, on]: readonly MeasuredGraph[]): void {
  if (off === undefined || on === undefined) return;
  console.log(
    `\nThe chart of one patient, CPU milliseconds per request, ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${REQUESTS} in turns\n`,
  );
  console.log('| | off | on | ratio |\n|---|--:|--:|--:|');
  const line = (name: string, [without, withAll]: readonly [number, number]) =>
    console.log(`| ${name} | ${without.toFixed(2)} | ${withAll.toFixed(2)} | ${(withAll / without).toFixed(2)}x |`);
  const cpuOf = (names: readonly string[]) =>
    [off, on].map(({ cpu }) =>
      at(
        Array.from({ length: ROUNDS }, (_, round) => names.reduce((sum, name) => sum + (cpu[name]?.[round] ?? 0), 0)),
        0.5,
      ),
    ) as unknown as readonly [number, number];
  for (const name of ['gateway', 'subgraphs', 'store']) line(name, cpuOf([name]));
  line('gateway and subgraphs', cpuOf(['gateway', 'subgraphs']));
  line('all three', cpuOf(['gateway', 'subgraphs', 'store']));
  for (const share of [0.5, 0.95]) line(`p${share * 100} of the answer, ms`, [at(off.times, share), at(on.times, share)]);
}

interface Host {
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

async function startHost<Ready>(asked: Asked, flags: readonly string[]): Promise<Host & { readonly ready: Ready }> {
  const file = fileURLToPath(new URL('./host.ts', import.meta.url));
  const child = spawn(process.execPath, ['--max-semi-space-size=32', ...flags, file, JSON.stringify(asked)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <Value>(): Promise<Value> => JSON.parse(String((await lines.next()).value)) as Value;
  return {
    ready: await next<Ready>(),
    usage: () => {
      child.stdin.write('\n');
      return next<Usage>();
    },
    close: async () => {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startIssuer } from '@health-graph/gateway/testing';
import { type IngestLine, recordId } from '@health-graph/records';
import { connect } from '@health-graph/store';
import { internalClient } from '@health-graph/subgraph-kit';
import { freePort } from '@health-graph/subgraph-kit/testing';
import { Pool } from 'undici';
import { encounterLine, lineOf, patientIdOf, patientLine } from '../../horizontal/province.ts';
import { type Child, startChild } from './child.ts';

/** `HEALTH_GRAPH_BENCH=full` for the figures of record. */
const isFull = process.env['HEALTH_GRAPH_BENCH'] === 'full';
const people = isFull ? 20_000 : 600;
const requests = isFull ? 400 : 120;
const rounds = isFull ? 5 : 3;
const clients = [1, 4];
const hospitals = Array.from({ length: 28 }, (_, number) => `h${String(number + 1).padStart(2, '0')}`);
const secret = 'a secret of benchmarks, 32 characters or more';
const ways = ['one', 'located', 'fannedOut'] as const;
type Way = (typeof ways)[number];

const chart = `query Chart($id: ID!) { patient(id: $id) { name { text } birthDate
  encounters(first: 10) { edges { node { id class status period { start end } } } pageInfo { hasNextPage endCursor } }
  conditions(first: 10) { edges { node { id clinicalStatus recordedDate code { coding { system code display } } } } pageInfo { hasNextPage } } } }`;

/** Of a hundred patients, how many are held by one hospital, by two, and so on: most people are treated near to where they live. */
const shares = [50, 25, 13, 8, 4];

function holderCountOf(patient: number): number {
  // In turns, so that every stretch of patients has all kinds.
  let place = (patient * 37) % 100;
  for (const [index, share] of shares.entries()) {
    if (place < share) return index + 1;
    place -= share;
  }
  return shares.length;
}

export const holdersOf = (patient: number): readonly string[] =>
  Array.from({ length: holderCountOf(patient) }, (_, place) => hospitals[(patient * 7 + place * 5) % hospitals.length] ?? '');

/** Six visits, each with a diagnosis, in turns at the patient's hospitals. `endpoint`: under whose ids. */
function linesOf(patient: number, endpointOf: (hospital: string) => string): ReadonlyMap<string, readonly IngestLine[]> {
  const holders = holdersOf(patient);
  const lines = Array.from({ length: 6 }, (_, visit) => {
    const hospital = holders[visit % holders.length] ?? '';
    const number = patient * 10 + visit;
    const encounter = encounterLine(hospital, number, patient);
    const prefix = endpointOf(hospital);
    const idOf = (id: string) => (prefix === '' ? (id.split('.').at(-1) ?? id) : id);
    const condition = lineOf('Condition', idOf(`${hospital}.${recordId('test', 'Condition', String(number))}`), {
      patientId: patientIdOf(patient),
      clinicalStatus: 'ACTIVE',
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'E11.9', display: 'Đái tháo đường típ 2' }] },
      recordedDate: '2026-03-08T08:30:00+07:00',
    });
    return {
      endpoint: prefix === '' ? 'encounters' : hospital,
      lines: [lineOf('Encounter', idOf(encounter.id), encounter.data ?? {}), condition],
    };
  });
  return new Map([...Map.groupBy(lines, ({ endpoint }) => endpoint)].map(([endpoint, all]) => [endpoint, all.flatMap((one) => one.lines)]));
}

/** 28 hospitals with a locator, one endpoint with all their records, and 28 hospitals of which each is asked for everybody. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'health-graph-bench-'));
  const store = await startStore(folder);
  const [issuer, port] = await Promise.all([startIssuer(), freePort()]);
  const children: Child[] = [];
  const open = (file: string): Child => {
    const child = startChild(file);
    children.push(child);
    return child;
  };
  try {
    const common = { storeUrl: store.url, gatewayUrl: `http://127.0.0.1:${port}/graphql`, secret };
    const patients = open('./subgraphs-process.ts');
    const { patients: patientsUrl = '' } = await patients.ask<Record<string, string>>({ ...common, names: ['patients'] });
    const one = open('./subgraphs-process.ts');
    const { encounters: oneUrl = '' } = await one.ask<Record<string, string>>({ ...common, names: ['encounters'] });
    const groups = [0, 1].map((group) => hospitals.filter((_, number) => number % 2 === group));
    const served = groups.map(() => open('./subgraphs-process.ts'));
    const urls = await Promise.all(
      served.map((child, group) => child.ask<Record<string, string>>({ ...common, names: groups[group], patientsUrl })),
    );
    const hospitalUrls = Object.assign({}, ...urls) as Record<string, string>;
    await fill({ patients: patientsUrl, encounters: oneUrl, ...hospitalUrls }, store.url);
    const gateways = open('./gateways-process.ts');
    const { url, audience } = issuer;
    const gatewayUrls = await gateways.ask<Record<Way, string>>({
      port,
      issuer: { url, audience },
      trustSecret: secret,
      patientsUrl,
      oneUrl,
      hospitalUrls,
    });
    const claims = { sub: 'bs.nam', role: 'physician', purpose: 'TREAT', scope: 'user/*.rs', exp: Math.floor(Date.now() / 1000) + 86_400 };
    const token = await issuer.token({ claims });
    const fetchesOf = async (): Promise<number> =>
      (await Promise.all([one, ...served].map((child) => child.ask<{ fetches: number }>({ count: true })))).reduce(
        (sum, { fetches }) => sum + fetches,
        0,
      );
    const cpuOf = async (): Promise<number> => (await gateways.ask<{ cpuMs: number }>({ count: true })).cpuMs;
    for (const count of clients) await compare(count, { gatewayUrls, token, fetchesOf, cpuOf });
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await issuer.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startStore(folder: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const main = fileURLToPath(import.meta.resolve('@health-graph/embedded-mongo')).replace(/index\.ts$/, 'main.ts');
  const port = await freePort();
  const child = spawn(process.execPath, [main, '--folder', join(folder, 'store'), '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    url: `mongodb://127.0.0.1:${port}/?replicaSet=health-graph&directConnection=true`,
    close: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

async function fill(urls: Readonly<Record<string, string>>, storeUrl: string): Promise<void> {
  const started = performance.now();
  const ingest = async (subgraph: string, lines: Iterable<IngestLine>): Promise<void> => {
    for await (const outcome of internalClient({ subgraph, url: urls[subgraph] ?? '', secret }).ingest(lines))
      if (outcome.outcome === 'refused') throw new Error(JSON.stringify(outcome));
  };
  const numbers = Array.from({ length: people }, (_, number) => number);
  await ingest('patients', numbers.map(patientLine));
  await ingest(
    'encounters',
    numbers.values().flatMap((patient) => [...linesOf(patient, () => '').values()].flat()),
  );
  for (const hospital of hospitals)
    await ingest(
      hospital,
      numbers
        .values()
        .filter((patient) => holdersOf(patient).includes(hospital))
        .flatMap((patient) => linesOf(patient, (own) => own).get(hospital) ?? []),
    );
  for (const database of hospitals) {
    const connection = await connect({ url: storeUrl, database });
    while ((await connection.mongoose.collection('presence_outbox').countDocuments()) > 0)
      await new Promise((resolve) => setTimeout(resolve, 100));
    await connection.close();
  }
  const holders = numbers.reduce((sum, patient) => sum + holdersOf(patient).length, 0);
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.log(
    `${people} patients, 6 visits and 6 diagnoses each, at ${(holders / people).toFixed(1)} hospitals of 28 in the mean; filled twice in ${seconds} s\n`,
  );
}

interface Measured {
  readonly p50: number;
  /** Of patients whom one hospital holds. */
  readonly p50OfOne: number;
  readonly p95: number;
  readonly fetches: number;
  readonly cpuMs: number;
}

interface Comparing {
  readonly gatewayUrls: Readonly<Record<Way, string>>;
  readonly token: string;
  readonly fetchesOf: () => Promise<number>;
  readonly cpuOf: () => Promise<number>;
}

async function compare(count: number, { gatewayUrls, token, fetchesOf, cpuOf }: Comparing): Promise<void> {
  const results = new Map<Way, Measured[]>(ways.map((way) => [way, []]));
  for (let round = -1; round < rounds; round++) {
    for (const way of ways) {
      const patients = Array.from(
        { length: way === 'fannedOut' ? Math.ceil(requests / 4) : requests },
        (_, number) => ((round + 1) * 97 + number * 13) % people,
      );
      const expected = patients.reduce(
        (sum, patient) => sum + (way === 'one' ? 1 : way === 'located' ? holdersOf(patient).length : hospitals.length),
        0,
      );
      const [before, cpuBefore] = [await fetchesOf(), await cpuOf()];
      const timed = (await timesOf(gatewayUrls[way], token, patients, count)).toSorted((one, other) => one.ms - other.ms);
      const times = timed.map(({ ms }) => ms);
      const ofOne = timed.filter(({ patient }) => holdersOf(patient).length === 1).map(({ ms }) => ms);
      const fetches = (await fetchesOf()) - before;
      // In the first round keys are exchanged, for which some are asked twice.
      if (round >= 0 && fetches !== expected) throw new Error(`${way}: ${fetches} fetches instead of ${expected}.`);
      const at = (part: number): number => times[Math.floor(times.length * part)] ?? Number.NaN;
      const measured = {
        p50: at(0.5),
        p50OfOne: ofOne[Math.floor(ofOne.length / 2)] ?? Number.NaN,
        p95: at(0.95),
        fetches: fetches / patients.length,
        cpuMs: ((await cpuOf()) - cpuBefore) / patients.length,
      };
      if (round >= 0) results.get(way)?.push(measured);
    }
  }
  const median = (way: Way, of: keyof Measured): number => {
    const values = (results.get(way) ?? []).map((measured) => measured[of]).toSorted((one, other) => one - other);
    return values[Math.floor(values.length / 2)] ?? Number.NaN;
  };
  const titles = { one: '1 endpoint', located: '28, those who hold something', fannedOut: '28, all of them' };
  console.log(`\n${count} client${count === 1 ? '' : 's'}, ${rounds} rounds in turns, medians\n`);
  console.log(
    '| endpoints | fetches a chart | p50 ms | p50 where 1 holds | p95 ms | p95, to one | gateway CPU ms |\n|---|--:|--:|--:|--:|--:|--:|',
  );
  for (const way of ways) {
    const ratio = median(way, 'p95') / median('one', 'p95');
    const cells = [
      median(way, 'fetches').toFixed(1),
      median(way, 'p50').toFixed(1),
      median(way, 'p50OfOne').toFixed(1),
      median(way, 'p95').toFixed(1),
      `${ratio.toFixed(2)}x`,
      median(way, 'cpuMs').toFixed(2),
    ];
    console.log(`| ${titles[way]} | ${cells.join(' | ')} |`);
  }
}

interface Timed {
  readonly patient: number;
  readonly ms: number;
}

async function timesOf(url: string, token: string, patients: readonly number[], count: number): Promise<Timed[]> {
  const pool = new Pool(new URL(url).origin, { connections: count });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const times: Timed[] = [];
  const waiting = patients.values();
  const client = async (): Promise<void> => {
    for (const patient of waiting) {
      const body = JSON.stringify({ query: chart, variables: { id: patientIdOf(patient) } });
      const started = performance.now();
      const answer = await pool.request({ path: '/graphql', method: 'POST', headers, body });
      const text = await answer.body.text();
      times.push({ patient, ms: performance.now() - started });
      const { errors, data } = JSON.parse(text) as {
        readonly errors?: unknown;
        readonly data: { readonly patient: { readonly encounters: { readonly edges: readonly unknown[] } } };
      };
      if (errors !== undefined || data.patient.encounters.edges.length !== 6) throw new Error(text.slice(0, 500));
    }
  };
  await Promise.all(Array.from({ length: count }, client));
  await pool.close();
  return times;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { Pool } from 'undici';

/** CPU milliseconds per request of the gateway process, with 50 connections and another Authorization on every request. */
export interface Figures {
  readonly operation: string;
  readonly answerBytes: number;
  readonly requests: number;
  readonly cpuMsPerRequest: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly rssMb: number;
}

const CONNECTIONS = 50;

const OPERATIONS: Readonly<Record<string, string>> = {
  heavy: `query Heavy {
    patients { id name code encounters { id note medicine { ...M encounters { id note author { id name code encounters { id note medicine { ...M } } } } } } }
    topMedicines(first: 5) { ...M encounters { id note author { id name code encounters { id note medicine { ...M } } } } }
  } fragment M on Medicine { id name price weight inStock shippingEstimate }`,
  chart: 'query Chart { patients { id name birthDate encounters { id reason medicine { name inStock } } } }',
  small: 'query Small { me { id name code birthDate } }',
};

interface Child {
  readonly process: ChildProcess;
  readonly lines: Interface;
  next(): Promise<string>;
}

function launch(file: string, ...argv: readonly string[]): Child {
  const child = spawn(process.execPath, [new URL(file, import.meta.url).pathname, ...argv], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const iterator = lines[Symbol.asyncIterator]();
  return { process: child, lines, next: async () => String((await iterator.next()).value) };
}

export interface MeasuredGateway {
  /** A module that reads the supergraph's file, then `argv`, and prints its address, with the tokens that it takes behind it. */
  readonly file: string;
  readonly argv?: readonly string[];
  /** Whether fields carry classes and scopes. */
  readonly isLabelled?: boolean;
}

/** @param seconds for how long each operation runs after its warm-up */
export async function measureGateway(
  seconds: number,
  { file, argv = [], isLabelled = false }: MeasuredGateway,
): Promise<readonly Figures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
  const stubs = launch('./stub-subgraphs.ts', ...(isLabelled ? ['labelled'] : []));
  const services = (JSON.parse(await stubs.next()) as readonly { readonly name: string; readonly url: string; readonly sdl: string }[]).map(
    ({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }),
  );
  const supergraph = join(folder, 'supergraph.graphql');
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.join('\n'));
  await writeFile(supergraph, supergraphSdl);
  const gateway = launch(file, supergraph, ...argv);
  const [address = '', ...tokens] = (await gateway.next()).split(' ');
  const url = new URL(address);
  try {
    const figures: Figures[] = [];
    for (const [operation, query] of Object.entries(OPERATIONS))
      figures.push(await measureOperation({ gateway, url, tokens, operation, query, seconds }));
    return figures;
  } finally {
    gateway.process.kill();
    stubs.process.kill();
    await rm(folder, { recursive: true });
  }
}

interface Measurement {
  readonly gateway: Child;
  readonly url: URL;
  readonly tokens: readonly string[];
  readonly operation: string;
  readonly query: string;
  readonly seconds: number;
}

interface Usage {
  readonly cpu: { readonly user: number; readonly system: number };
  readonly rss: number;
}

async function usage({ process: child, next }: Child): Promise<Usage> {
  child.stdin?.write('\n');
  return JSON.parse(await next()) as Usage;
}

async function measureOperation({ gateway, url, tokens, operation, query, seconds }: Measurement): Promise<Figures> {
  const pool = new Pool(url.origin, { connections: CONNECTIONS, pipelining: 1 });
  const body = JSON.stringify({ query });
  let count = 0;
  const send = async (): Promise<Buffer> => {
    const response = await pool.request({
      path: url.pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[count++ % tokens.length] ?? count}` },
      body,
    });
    return Buffer.from(await response.body.arrayBuffer());
  };
  const reference = await send();
  if (reference.includes('"errors"')) throw new Error(`${operation} fails: ${reference.toString('utf8', 0, 300)}`);
  await load(send, reference, Math.min(2, seconds) * 1000);
  const before = await usage(gateway);
  const started = performance.now();
  const times = await load(send, reference, seconds * 1000);
  const elapsed = performance.now() - started;
  const after = await usage(gateway);
  await pool.close();
  const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
  times.sort((a, b) => a - b);
  const round = (value: number) => Math.round(value * 100) / 100;
  return {
    operation,
    answerBytes: reference.length,
    requests: times.length,
    cpuMsPerRequest: round(cpu / 1000 / times.length),
    requestsPerSecond: round((times.length / elapsed) * 1000),
    p50Ms: round(times[Math.floor(times.length * 0.5)] ?? 0),
    p95Ms: round(times[Math.floor(times.length * 0.95)] ?? 0),
    p99Ms: round(times[Math.floor(times.length * 0.99)] ?? 0),
    rssMb: round(after.rss / 1e6),
  };
}

/** Keeps every connection busy; every answer must be the reference, byte for byte. */
async function load(send: () => Promise<Buffer>, reference: Buffer, durationMs: number): Promise<number[]> {
  const end = performance.now() + durationMs;
  const times: number[] = [];
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      const started = performance.now();
      const answer = await send();
      times.push(performance.now() - started);
      if (!answer.equals(reference)) throw new Error('An answer differs from the reference.');
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return times;
}

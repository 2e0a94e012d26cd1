import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { Pool } from 'undici';
import { referenceAnswers } from './reference-answers.ts';
import type { Shape } from './shapes.ts';

export const CONNECTIONS = 50;

export interface MeasuredGateway {
  readonly name: string;
  /** A module that reads the supergraph's file, then `argv`, and prints its address, with the tokens that it takes behind it. */
  readonly file: string;
  readonly argv?: readonly string[];
  /** Whether fields carry classes and scopes. */
  readonly isLabelled?: boolean;
}

/** What the gateway's process used until now. */
export interface Usage {
  readonly cpu: { readonly user: number; readonly system: number };
  readonly rss: number;
  /** Of our own gateway only: what the heap holds, and how late the event loop was since this was asked last. */
  readonly heapUsed?: number;
  readonly delayP99Ms?: number;
}

/** A gateway in a process of its own over the stubs. */
export interface RunningGateway {
  /** From starting the process to its address. */
  readonly startMs: number;
  /** Sends one request, with another Authorization than the one before; the first answer of each shape and variables must be right, the others equal to it. */
  ask(shape: Shape, number: number): Promise<Buffer>;
  /** The same for an operation that nobody compares: the status of its answer. */
  send(body: string): Promise<number>;
  usage(): Promise<Usage>;
}

interface Child {
  readonly process: ChildProcess;
  readonly lines: Interface;
  next(): Promise<string>;
}

/** The gateway has the second core for itself where the system lets it; stubs and load share the first. */
const hasTaskset = process.platform === 'linux' && spawnSync('taskset', ['--version']).status === 0;

function launch(core: 0 | 1, file: string, ...argv: readonly string[]): Child {
  const command = [process.execPath, '--max-semi-space-size=32', fileURLToPath(new URL(file, import.meta.url)), ...argv];
  const [program = '', ...args] = hasTaskset ? ['taskset', '-c', String(core), ...command] : command;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const iterator = lines[Symbol.asyncIterator]();
  return { process: child, lines, next: async () => String((await iterator.next()).value) };
}

/** From starting the process to its address, over a supergraph whose subgraphs nobody asks. */
export async function startMsOf({ file, argv = [] }: MeasuredGateway, supergraphFile: string): Promise<number> {
  const started = performance.now();
  const gateway = launch(1, file, supergraphFile, ...argv);
  await gateway.next();
  const startMs = performance.now() - started;
  await ended(gateway);
  return startMs;
}

/** Starts stubs and gateway, lets `use` measure, and ends both. */
export async function withGateway<Result>(
  { name, file, argv = [], isLabelled = false }: MeasuredGateway,
  use: (running: RunningGateway) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
  const stubs = launch(0, './stub-subgraphs.ts', ...(isLabelled ? ['labelled'] : []));
  const services = JSON.parse(await stubs.next()) as readonly { readonly name: string; readonly url: string; readonly sdl: string }[];
  const { supergraphSdl, errors } = composeServices(services.map((service) => ({ ...service, typeDefs: parse(service.sdl) })));
  if (supergraphSdl === undefined) throw new Error(errors?.join('\n'));
  const supergraph = join(folder, 'supergraph.graphql');
  await writeFile(supergraph, supergraphSdl);
  const started = performance.now();
  const gateway = launch(1, file, supergraph, ...argv);
  const [address = '', ...tokens] = (await gateway.next()).split(' ');
  const startMs = performance.now() - started;
  const url = new URL(address);
  const pool = new Pool(url.origin, { connections: CONNECTIONS, pipelining: 1 });
  const references = referenceAnswers(supergraphSdl);
  let count = 0;
  const post = async (body: string): Promise<{ readonly status: number; readonly answer: Buffer }> => {
    count += 1;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${tokens[count % tokens.length] ?? count}` };
    const { statusCode: status, body: received } = await pool.request({ path: url.pathname, method: 'POST', headers, body });
    return { status, answer: Buffer.from(await received.arrayBuffer()) };
  };
  try {
    return await use({
      startMs,
      send: async (body) => (await post(body)).status,
      ask: async (shape, number) => {
        const variables = shape.variables?.(number);
        const { answer } = await post(JSON.stringify({ query: shape.query, ...(variables && { variables }) }));
        references.check(answer, { by: name, shape, variables });
        return answer;
      },
      usage: async () => {
        gateway.process.stdin?.write('\n');
        return JSON.parse(await gateway.next()) as Usage;
      },
    });
  } finally {
    await pool.destroy();
    await Promise.all([gateway, stubs].map(ended));
    await rm(folder, { recursive: true });
  }
}

async function ended({ process: child }: Child): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL'); // Not every gateway ends when it is only asked to.
  await exited;
}

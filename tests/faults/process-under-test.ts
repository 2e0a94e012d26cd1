import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** A program of ours that runs until it is killed. */
export interface ProcessUnderTest {
  /** What it said behind `ready`. */
  readonly url: string;
  /** kill -9. */
  kill(): Promise<void>;
}

/** Starts an app's `main.ts` and waits for the line of its log that says that the subgraph is ready. */
export async function startSubgraphProcess(name: string, env: Readonly<Record<string, string>>): Promise<ProcessUnderTest> {
  const child = start(`apps/${name}/src/main.ts`, { env });
  child.stdout.resume();
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    const port = line.endsWith('"msg":"The subgraph is ready."}') && /"port":(\d+)/.exec(line)?.[1];
    if (!port) continue;
    child.stderr.resume();
    return { url: `http://127.0.0.1:${port}/graphql`, kill: () => killed(child) };
  }
  throw new Error(`${name} did not start: ${said.join('\n')}`);
}

/** Starts a `main.ts` of the repository and waits for its line `... ready URL`. */
export async function startProcess(file: string, { args = [], env = {} }: StartOptions = {}): Promise<ProcessUnderTest> {
  const child = start(file, { args, env });
  const complaints: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    const url = / ready (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { url, kill: () => killed(child) };
  }
  throw new Error(`${file} did not start: ${complaints.join('')}`);
}

interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const start = (file: string, { args = [], env = {} }: StartOptions) =>
  spawn(process.execPath, [`${repository}${file}`, ...args], {
    cwd: repository,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

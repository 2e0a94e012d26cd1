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

/** Starts a `main.ts` of the repository and waits for its line `... ready URL`. */
export async function startProcess(
  file: string,
  { args = [], env = {} }: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<ProcessUnderTest> {
  const child = spawn(process.execPath, [`${repository}${file}`, ...args], {
    cwd: repository,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    const url = / ready (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { url, kill: () => killed(child) };
  }
  throw new Error(`${file} did not start: ${complaints.join('')}`);
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

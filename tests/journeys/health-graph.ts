import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const entry = join(repository, 'packages/cli/src/main.ts');

/** What a command left behind. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one `health-graph` command line to its end, as a person would. */
export async function runCommand(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Finished> {
  const child = spawn(process.execPath, [entry, ...args], { cwd: repository, env: { ...process.env, ...environment, NODE_OPTIONS: '' } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

/** A GraphQL answer, as it came. */
export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
}

/** A whole graph in processes of its own, started by the command that the README gives. */
export interface HealthGraph {
  readonly url: string;
  readonly process: ChildProcess;
  /** Asks as a physician of the seed, or as whom the options of `health-graph token` name. */
  ask(query: string, variables?: Readonly<Record<string, unknown>>, as?: readonly string[]): Promise<Answer>;
  /** An access token, as `health-graph token` prints it; one is asked for once. */
  token(as?: readonly string[]): Promise<string>;
  /** Ends it in order and gives its exit code. */
  stop(): Promise<number | null>;
}

/** Starts `health-graph up` on `folder` and waits for its ready line. */
export async function startHealthGraph(folder: string, args: readonly string[] = []): Promise<HealthGraph> {
  const child = spawn(process.execPath, [entry, 'up', '--data', folder, '--port', '0', ...args], {
    cwd: repository,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  const url = await readyUrl(child, complaints);
  const token = tokensOf(folder);
  return {
    url,
    process: child,
    token,
    ask: async (query, variables = {}, as) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await token(as)}` },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      const [code] = (await closed) as [number | null];
      return code;
    },
  };
}

/** Bs. Hạnh treats Hòa; what is public everybody who signs in may read. */
const physician = ['--as', 'bs.hanh'];

function tokensOf(folder: string): HealthGraph['token'] {
  const tokens = new Map<string, Promise<string>>();
  const ask = async (as: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCommand(['token', ...as, '--data', folder]);
    if (code !== 0) throw new Error(`There is no token for ${as.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
  return (as = physician) => {
    const name = as.join(' ');
    const token = tokens.get(name) ?? ask(as);
    tokens.set(name, token);
    return token;
  };
}

async function readyUrl(child: ChildProcess, complaints: readonly string[]): Promise<string> {
  if (!child.stdout) throw new Error('No standard output.');
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = /^health-graph ready (\S+)$/.exec(line);
    if (ready?.[1]) return ready[1];
  }
  throw new Error(`The graph did not start: ${complaints.join('')}`);
}

/** An empty folder that goes away again. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'health-graph-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A store in a process of its own, which can be killed at any moment. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Ends it as a crash would: with no chance to finish anything. */
  kill(): Promise<void>;
  /** Asks it to stop and gives its exit code. */
  stop(): Promise<number | null>;
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

const readyUrl = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const match = /ready (\S+)\n/.exec(said);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${complaint}`)));
  });

const running = new Set<ChildProcess>();

/** Ends whatever a failed test has left running. */
export const killServers = async (): Promise<void> => {
  await Promise.all(
    [...running].map(async (child) => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }),
  );
};

export interface ServerLimits {
  /** No file may grow beyond this: what a full disk does to one that grows. */
  readonly maxFileKiB?: number;
}

const spawnServer = (folder: string, { maxFileKiB }: ServerLimits): ChildProcess => {
  const stdio = ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'];
  if (maxFileKiB === undefined) return spawn(process.execPath, [main, '--folder', folder], { stdio });
  const command = 'ulimit -f "$1"; shift; exec "$@"';
  return spawn('bash', ['-c', command, 'bash', String(maxFileKiB), process.execPath, main, '--folder', folder], { stdio });
};

export const startServer = async (folder: string, limits: ServerLimits = {}): Promise<ServerProcess> => {
  const child = spawnServer(folder, limits);
  const ended = once(child, 'exit');
  running.add(child);
  child.once('exit', () => running.delete(child));
  const url = await readyUrl(child);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  };
  return {
    url,
    pid: child.pid ?? 0,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
};

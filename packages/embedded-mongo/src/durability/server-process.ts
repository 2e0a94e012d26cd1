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

export const startServer = async (folder: string): Promise<ServerProcess> => {
  const child = spawn(process.execPath, [main, '--folder', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
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

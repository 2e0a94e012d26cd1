import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A line of the log. */
export interface LogLine {
  readonly msg: string;
  readonly worker?: number;
  readonly pid?: number;
  readonly delayMs?: number;
}

/** The gateway as it runs in production: a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  /** Settles when there are `count` such lines; gives them. */
  lines(message: string, count: number): Promise<readonly LogLine[]>;
  /** Ends it in order, if it runs; gives its exit code. */
  stop(): Promise<number>;
}

const entry = fileURLToPath(new URL('../main.ts', import.meta.url));

/** @throws with what it wrote when it does not start */
export async function startProcess(environment: Readonly<Record<string, string>>): Promise<GatewayProcess> {
  const child = spawn(process.execPath, ['--no-warnings', entry], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    written.push(line);
    for (const look of waiting) look();
  });
  const url = await readyUrl(child, written);
  const found = (message: string) => written.filter((line) => line.includes(message)).map((line) => JSON.parse(line) as LogLine);
  return {
    url,
    lines: (message, count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (found(message).length < count) return;
          waiting.delete(look);
          resolve(found(message));
        };
        waiting.add(look);
        look();
      }),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const exit = once(child, 'exit');
        child.kill('SIGTERM');
        await exit;
      }
      return child.exitCode ?? -1;
    },
  };
}

function readyUrl(child: ChildProcess, written: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      const url = /^gateway ready (\S+)/.exec(String(chunk))?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('close', (code) => reject(new Error(`The gateway ended with ${code}: ${written.join('\n')}`)));
  });
}

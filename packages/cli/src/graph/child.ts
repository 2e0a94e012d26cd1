import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CommandFailed } from '../command-failed.ts';

/** The processes of a graph. */
export type Role = 'store' | 'subgraphs' | 'gateway';

/** What a child says to its parent: that it listens, or why it does not. */
export type ChildMessage<Ready> = { readonly ready: Ready } | { readonly failed: string };

/** A process of the graph. It loads its modules at once and begins when `begin` is called; it ends when its parent does. */
export interface Child<Config, Ready> {
  readonly pid: number;
  /** @throws {CommandFailed} with the child's own reason */
  begin(config: Config): Promise<Ready>;
  /** Tells it what was not known when it began. */
  tell(news: unknown): void;
  /** Asks it to drain and end; kills it after `graceMs`. */
  close(graceMs?: number): Promise<void>;
  /** Calls back once when the process ends without having been asked to. */
  onUnexpectedExit(listener: (reason: string) => void): void;
}

/** Starts the process of a role. Its log lines go to our standard error; its compiled modules are kept in `compileCache` for the next start. */
export function spawnRole<Config, Ready>(role: Role, compileCache: string): Child<Config, Ready> {
  const entry = fileURLToPath(new URL(`./roles/${role}.ts`, import.meta.url));
  const child = fork(entry, {
    execArgv: ['--max-semi-space-size=32'], // Answers are short-lived: a larger young generation halves the time of garbage collection.
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  let isClosing = false;
  return {
    pid: child.pid ?? 0,
    begin: async (config) => {
      child.send({ begin: config });
      const message = await firstMessage<Ready>(child, role);
      if ('failed' in message) throw new CommandFailed(`The ${role} process did not start: ${message.failed}`, { role });
      return message.ready;
    },
    tell: (news) => void child.send({ tell: news }),
    close: async (graceMs = 10_000) => {
      isClosing = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
    onUnexpectedExit: (listener) => {
      child.once('exit', (code, signal) => {
        if (!isClosing) listener(signal ?? `exit code ${code}`);
      });
    },
  };
}

async function firstMessage<Ready>(child: ChildProcess, role: Role): Promise<ChildMessage<Ready>> {
  const listening = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', { signal: listening.signal }).then(([message]) => message as ChildMessage<Ready>),
      once(child, 'exit', { signal: listening.signal }).then(
        ([code, signal]): ChildMessage<Ready> => ({ failed: `it ended (${signal ?? code}) before it was ready (${role})` }),
      ),
    ]);
  } finally {
    listening.abort();
  }
}

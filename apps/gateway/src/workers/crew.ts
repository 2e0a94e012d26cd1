import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { InvalidConfiguration } from '@health-graph/errors';
import { drainMessage, urlIn } from './messages.ts';
import { workerVariable } from './worker-settings.ts';

/** What happens to workers. */
export interface CrewListener {
  began(number: number, pid: number | undefined): void;
  /** It listens. */
  served(number: number): void;
  /** By itself; another one takes its place after `delayMs`. */
  ended(number: number, how: { readonly code: number; readonly signal: string | null; readonly delayMs: number }): void;
}

export interface CrewOptions {
  readonly count: number;
  /** Beside that of this process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly listener: CrewListener;
  /** After which a worker that does not end is killed. */
  readonly drainTimeoutMs: number;
}

/** Workers that share a port; each that ends by itself is replaced. */
export interface Crew {
  /** Where they listen. @throws {InvalidConfiguration} when one does not start; the others are ended */
  start(): Promise<string>;
  /** How many there are now. */
  size(): number;
  /** Lets all of them answer what they took, and ends them. */
  close(): Promise<void>;
}

/** A worker that lived this long was no failed start. */
const soundAfterMs = 30_000;
const delays = { firstMs: 100, mostMs: 30_000 };

export function createCrew({ count, environment, listener, drainTimeoutMs }: CrewOptions): Crew {
  const members = new Map<number, Worker>();
  const waiting = new Set<NodeJS.Timeout>();
  let isClosing = false;
  const add = (number: number, failures = 0): Promise<string> => {
    const bornAt = performance.now();
    const worker = cluster.fork({ ...environment, [workerVariable]: String(number) });
    members.set(number, worker);
    listener.began(number, worker.process.pid);
    let hasServed = false;
    worker.once('exit', (code: number, signal: string | null) => {
      members.delete(number);
      if (isClosing || (!hasServed && failures === 0)) return; // A first start that fails is told to whoever started the crew.
      const again = performance.now() - bornAt > soundAfterMs ? 1 : failures + 1;
      const delayMs = Math.min(delays.firstMs * 2 ** (again - 1), delays.mostMs);
      listener.ended(number, { code, signal, delayMs });
      replaceAfter(delayMs, number, again);
    });
    return readyUrl(worker).then((url) => {
      hasServed = true;
      listener.served(number);
      return url;
    });
  };
  const replaceAfter = (delayMs: number, number: number, failures: number): void => {
    const timer = setTimeout(() => {
      waiting.delete(timer);
      add(number, failures).catch(() => undefined); // Told at its exit, and tried again.
    }, delayMs);
    waiting.add(timer);
  };
  const close = async (): Promise<void> => {
    isClosing = true;
    for (const timer of waiting) clearTimeout(timer);
    await Promise.all([...members.values()].map((worker) => ended(worker, drainTimeoutMs)));
  };
  return {
    start: async () => {
      try {
        // The first one finds out whether it can be done at all, before the others try the same.
        const url = await add(1);
        await Promise.all(Array.from({ length: count - 1 }, (_, index) => add(index + 2)));
        return url;
      } catch (failure) {
        await close();
        throw failure;
      }
    },
    size: () => members.size,
    close,
  };
}

function readyUrl(worker: Worker): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message) => {
      const url = urlIn(message);
      if (url !== undefined) resolve(url);
    });
    worker.once('exit', () =>
      reject(new InvalidConfiguration('A worker of the gateway did not start; it said why.', { setting: 'workers' })),
    );
  });
}

async function ended(worker: Worker, timeoutMs: number): Promise<void> {
  const exit = once(worker, 'exit');
  if (worker.isConnected()) worker.send(drainMessage);
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), timeoutMs);
  await exit;
  clearTimeout(timer);
}

import cluster from 'node:cluster';
import { InvalidConfiguration } from '@health-graph/errors';
import type { GatewaySettings } from '../settings.ts';
import type { RunningGateway } from '../start.ts';
import { drainMessage, readyMessage } from './messages.ts';
import { supervise } from './supervisor.ts';
import { type ProcessSettings, workerSettings } from './worker-settings.ts';

export type Start = (settings: GatewaySettings) => Promise<RunningGateway>;

const most = 64;

/**
 * Serves in this process or, with several workers, in processes below it that run the same command line; there it serves as one of them.
 * @throws {InvalidConfiguration} naming each fault, before any worker starts
 */
export async function runGateway({ workers = 1, worker = 1, ...settings }: ProcessSettings, start: Start): Promise<RunningGateway> {
  if (cluster.isWorker) return serveAsWorker(settings, worker, start);
  if (!Number.isInteger(workers) || workers < 1 || workers > most)
    throw new InvalidConfiguration(`The gateway cannot start: workers must be a whole number from 1 to ${most}.`, { setting: 'workers' });
  return workers === 1 ? start(settings) : supervise(settings, workers);
}

async function serveAsWorker(settings: GatewaySettings, number: number, start: Start): Promise<RunningGateway> {
  let close = async (): Promise<void> => process.exit(0); // While it starts it has taken nothing.
  process.on('message', (message) => {
    if (message === drainMessage) void close();
  });
  const gateway = await start(workerSettings(settings, number)).catch((failure: unknown) => {
    process.channel?.unref(); // Whoever started it says why it failed, and the process ends.
    throw failure;
  });
  let closed: Promise<void> | undefined;
  close = () => {
    closed ??= gateway.close().then(() => process.disconnect?.()); // Which ends a worker.
    return closed;
  };
  process.send?.(readyMessage(gateway.url));
  return { ...gateway, close };
}

import { randomBytes } from 'node:crypto';
import { createLog } from '@health-graph/subgraph-kit';
import { readConfig } from '../config.ts';
import { type AdminListener, openAdminListener } from '../observability/admin-listener.ts';
import type { Config, GatewaySettings } from '../settings.ts';
import type { RunningGateway } from '../start.ts';
import { type Crew, createCrew } from './crew.ts';
import { createCrewMetrics } from './crew-metrics.ts';

/** A worker drains by itself; it is killed when it did not end this much later. */
const graceMs = 5_000;

/** @throws {InvalidConfiguration} naming each fault, before any worker starts, or when a worker does not start */
export async function supervise(settings: GatewaySettings, count: number): Promise<RunningGateway> {
  const config = await readConfig(settings);
  const { observability, drainTimeoutMs } = config;
  const log = createLog('gateway', observability.logLevel, observability.writeLog && { write: observability.writeLog });
  const metrics = createCrewMetrics(() => crew.size());
  const crew: Crew = createCrew({
    count,
    environment: sharedEnvironment(config),
    drainTimeoutMs: drainTimeoutMs + graceMs,
    listener: {
      began: (worker, pid) => log.info({ worker, pid }, 'A worker began.'),
      served: (worker) => log.info({ worker }, 'A worker serves.'),
      ended: (worker, how) => {
        metrics.replaced();
        log.warn({ worker, ...how }, 'A worker ended; another takes its place.');
      },
    },
  });
  if (config.rateLimits !== undefined && config.redisUrl === undefined)
    log.warn({ workers: count }, 'Without Redis each worker counts requests for itself: limits hold for each, not for all.');
  const admin = observability.adminPort === undefined ? undefined : await openAdminListener(observability.adminPort, metrics);
  const url = await startOrClose(crew, admin);
  return {
    url,
    adminUrl: admin?.url,
    close: async () => {
      await crew.close();
      await admin?.close();
    },
  };
}

/** Workers prove with one set of keys who they are: a subgraph asks any of them for the keys of all. */
function sharedEnvironment({ enforcement }: Config): Readonly<Record<string, string>> {
  if (enforcement === undefined || enforcement.trustSecret !== undefined) return {};
  return { TRUST_SECRET: randomBytes(32).toString('base64url') };
}

async function startOrClose(crew: Crew, admin: AdminListener | undefined): Promise<string> {
  try {
    return await crew.start();
  } catch (failure) {
    await admin?.close();
    throw failure;
  }
}

import type { GatewaySettings } from '../settings.ts';

/** Settings of a process: of one gateway, and how many of them. */
export interface ProcessSettings extends GatewaySettings {
  /** Processes that share the port. Default 1. */
  readonly workers?: number;
  /** Which of them this one is; set by the supervisor alone. */
  readonly worker?: number;
}

/** The number of a worker among its crew, in its environment; the one that takes its place has the same. */
export const workerVariable = 'HEALTH_GRAPH_WORKER';

/** Two processes never write one chain of the log, and only the supervisor serves the metrics of all. */
export function workerSettings({ audit, observability, ...settings }: GatewaySettings, number: number): GatewaySettings {
  const { adminPort, ...observed } = observability ?? {};
  return {
    ...settings,
    ...(audit === undefined ? {} : { audit: audit === 'none' ? audit : { ...audit, writer: `${audit.writer ?? 'gateway-1'}-${number}` } }),
    observability: { ...observed, measures: adminPort !== undefined },
  };
}

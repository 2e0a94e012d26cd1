import type { EndpointStatus } from '../bulkheads/endpoint-record.ts';
import type { WallOptions } from '../bulkheads/wall.ts';
import type { Metrics } from './metrics.ts';
import type { RequestLog } from './request-log.ts';

/** Where it is told what endpoints do. */
export interface EndpointEvents extends Required<Pick<WallOptions, 'onCircuit' | 'onViolation'>> {
  /** Asked whenever somebody looks. */
  watch(status: () => readonly EndpointStatus[]): void;
}

export const endpointEvents = (metrics: Metrics | undefined, log: RequestLog): EndpointEvents => ({
  onCircuit: ({ name }, status) => log.circuitChanged(name, status),
  onViolation: ({ name }, violation) => {
    metrics?.violated(name, violation);
    log.violated(name, violation);
  },
  watch: (status) => metrics?.watchEndpoints(status),
});

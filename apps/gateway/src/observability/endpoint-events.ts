import type { EndpointStatus } from '../bulkheads/endpoint-record.ts';
import type { WallOptions } from '../bulkheads/wall.ts';
import type { SchemaDrift } from '../drift/schema-drift.ts';
import type { Endpoint } from '../endpoints.ts';
import type { Metrics } from './metrics.ts';
import type { RequestLog } from './request-log.ts';

/** Where it is told what endpoints do. */
export interface EndpointEvents extends Required<Pick<WallOptions, 'onCircuit' | 'onViolation'>> {
  /** Told when the schema that an endpoint serves is another one than before. */
  onDrift(endpoint: Endpoint, drift: SchemaDrift): void;
  /** Asked whenever somebody looks. */
  watch(status: () => readonly EndpointStatus[]): void;
}

export const endpointEvents = (metrics: Metrics | undefined, log: RequestLog): EndpointEvents => ({
  onCircuit: ({ name }, status) => log.circuitChanged(name, status),
  onViolation: ({ name }, violation) => {
    metrics?.violated(name, violation);
    log.violated(name, violation);
  },
  onDrift: ({ name }, drift) => log.drifted(name, drift),
  watch: (status) => metrics?.watchEndpoints(status),
});

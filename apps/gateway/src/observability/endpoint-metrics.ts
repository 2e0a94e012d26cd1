import { Counter, Gauge, type Registry } from 'prom-client';
import { type Violation, violations } from '../bulkheads/endpoint-failure.ts';
import type { EndpointStatus } from '../bulkheads/endpoint-record.ts';
import type { Metrics } from './metrics.ts';

const circuits = { closed: 0, 'half-open': 1, open: 2 } as const;

/** One series for each endpoint; `subgraph` is its name, as in the measures of fetches. */
export function endpointMetrics(
  registry: Registry,
  prefix: string,
): Pick<Metrics, 'violated' | 'watchEndpoints'> & { readonly knows: (endpoint: string) => void } {
  const registers = [registry];
  let status: () => readonly EndpointStatus[] = () => [];
  const violated = new Counter({
    name: `${prefix}violations_total`,
    help: 'Answers of endpoints that were refused, and errors that were not shown as they came, by what was wrong.',
    labelNames: ['subgraph', 'violation'],
    registers,
  });
  const circuit: Gauge = new Gauge({
    name: `${prefix}endpoint_circuit`,
    help: '0 closed, 1 trying with one fetch, 2 open: nothing is asked.',
    labelNames: ['subgraph'],
    aggregator: 'max',
    registers,
    collect: () => {
      circuit.reset();
      for (const of of status()) circuit.set({ subgraph: of.endpoint }, circuits[of.circuit]);
    },
  });
  const fetches: Gauge = new Gauge({
    name: `${prefix}endpoint_fetches`,
    help: 'Fetches that are being answered, and that wait for a place.',
    labelNames: ['subgraph', 'state'],
    registers,
    collect: () => {
      fetches.reset();
      for (const { endpoint: subgraph, inFlight, queued } of status()) {
        fetches.set({ subgraph, state: 'in_flight' }, inFlight);
        fetches.set({ subgraph, state: 'queued' }, queued);
      }
    },
  });
  const drift: Gauge = new Gauge({
    name: `${prefix}endpoint_drift`,
    help: 'Fields, arguments and values in which the schema of an endpoint differs from the one that was composed.',
    labelNames: ['subgraph'],
    registers,
    collect: () => {
      drift.reset();
      for (const { endpoint: subgraph, drift: found } of status()) {
        if (found !== undefined) drift.set({ subgraph }, found.missing.length + found.changed.length + found.added);
      }
    },
  });
  return {
    knows: (subgraph) => {
      for (const violation of violations) violated.inc({ subgraph, violation }, 0);
    },
    violated: (subgraph: string, violation: Violation) => violated.inc({ subgraph, violation }),
    watchEndpoints: (given) => {
      status = given;
    },
  };
}

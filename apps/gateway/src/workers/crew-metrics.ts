import cluster from 'node:cluster';
import { AggregatorRegistry, Counter, Gauge, Registry } from 'prom-client';

/** The metrics of all workers as one text: counters and histograms are sums. */
export interface CrewMetrics {
  /** A worker ended by itself. */
  replaced(): void;
  text(): Promise<string>;
  readonly contentType: string;
}

const prefix = 'health_graph_gateway_';

export function createCrewMetrics(size: () => number): CrewMetrics {
  const workers = new AggregatorRegistry();
  const own = new Registry();
  const registers = [own];
  new Gauge({
    name: `${prefix}workers`,
    help: 'Processes that share the port.',
    registers,
    collect() {
      this.set(size());
    },
  });
  const replaced = new Counter({ name: `${prefix}workers_replaced_total`, help: 'Workers that ended by themselves.', registers });
  return {
    replaced: () => replaced.inc(),
    text: async () => (await Promise.all([own.metrics(), workers.clusterMetrics()])).join('\n'),
    contentType: own.contentType,
  };
}

/** What a worker measures goes to its supervisor when that asks. */
export function shareWithSupervisor(registry: Registry): void {
  if (!cluster.isWorker) return;
  AggregatorRegistry.setRegistries([registry]);
  new AggregatorRegistry(); // Made for its listener.
}

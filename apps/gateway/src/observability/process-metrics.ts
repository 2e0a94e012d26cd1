import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';

const quantiles = [50, 99, 100] as const;

/** Node measures with a timer of this many milliseconds, and counts the time that the timer was meant to take as delay. */
const RESOLUTION_MS = 10;

/** The library's own set watches garbage collection for as long as the process lives; these end with the gateway. Gives back what ends them. */
export function processMetrics(registry: Registry, prefix: string): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  new Gauge({
    name: `${prefix}event_loop_delay_seconds`,
    help: 'How late timers were since the last scrape.',
    labelNames: ['quantile'],
    aggregator: 'max',
    registers: [registry],
    collect() {
      for (const quantile of quantiles)
        this.set({ quantile: String(quantile / 100) }, Math.max(0, delay.percentile(quantile) / 1e6 - RESOLUTION_MS) / 1_000);
      delay.reset();
    },
  });
  new Gauge({
    name: `${prefix}memory_bytes`,
    help: 'Memory of the process, by kind.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      const { rss, heapUsed, external } = process.memoryUsage();
      this.set({ kind: 'resident' }, rss);
      this.set({ kind: 'heap' }, heapUsed);
      this.set({ kind: 'external' }, external);
    },
  });
  return () => void delay.disable();
}

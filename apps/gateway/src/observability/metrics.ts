import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Violation } from '../bulkheads/endpoint-failure.ts';
import type { EndpointStatus } from '../bulkheads/endpoint-record.ts';
import { shareWithSupervisor } from '../workers/crew-metrics.ts';
import { endpointMetrics } from './endpoint-metrics.ts';
import { limits, type Outcome, outcomes } from './outcome.ts';
import { processMetrics } from './process-metrics.ts';
import type { RequestRecord } from './request-record.ts';

/** How a fetch ended. */
export const fetchOutcomes = ['answered', 'invalid_answer', 'unavailable', 'cancelled'] as const;
export type FetchOutcome = (typeof fetchOutcomes)[number];

/** What Prometheus reads. Every label has a closed list of values, known with the supergraph, so that no client can make one. */
export interface Metrics {
  requestBegan(): void;
  /** `seconds` is absent for streams, which last as long as somebody listens. */
  requestEnded(record: RequestRecord, outcome: Outcome, seconds: number | undefined): void;
  /** Names of endpoints that may be asked from now on. */
  knows(endpoints: Iterable<string>): void;
  /** This version of the supergraph is served from now on. */
  serving(version: string): void;
  /** So many versions are alive: the newest, and those with requests that began before it. */
  versions(count: number): void;
  /** A supergraph that cannot be had, or is not served. */
  swapRefused(): void;
  looked(isKnown: boolean): void;
  /** A look into a cache of public data. */
  cached(kind: 'answer' | 'entity', isHit: boolean): void;
  planned(isMade: boolean, seconds: number): void;
  /** `subgraph` is the name of an endpoint: one of a subgraph that has several counts by itself. */
  fetched(subgraph: string, outcome: FetchOutcome, seconds: number): void;
  appended(isWritten: boolean, seconds: number): void;
  violated(endpoint: string, violation: Violation): void;
  /** What endpoints are like, asked whenever somebody reads the metrics. */
  watchEndpoints(status: () => readonly EndpointStatus[]): void;
  /** The text of the exposition format. */
  text(): Promise<string>;
  readonly contentType: string;
  close(): void;
}

const prefix = 'health_graph_gateway_';
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const { requests, seconds: requestSeconds, inFlight, refused, cutFields } = requestMetrics(registry);
  const { lookups, cacheLookups, plans, fetches, appends } = workMetrics(registry);
  const { served, alive, swaps } = supergraphMetrics(registry);
  const { knows, violated, watchEndpoints } = endpointMetrics(registry, prefix);
  const closeProcess = processMetrics(registry, prefix);
  shareWithSupervisor(registry);
  return {
    requestBegan: () => inFlight.inc(),
    requestEnded: (record, outcome, seconds) => {
      inFlight.dec();
      requests.inc({ outcome });
      if (seconds !== undefined) requestSeconds.observe(seconds);
      if (record.refusedBy !== undefined) refused.inc({ by: record.refusedBy });
      if (record.cutFields > 0) cutFields.inc(record.cutFields);
    },
    knows: (endpoints) => {
      for (const subgraph of endpoints) {
        for (const outcome of fetchOutcomes) fetches.zero({ subgraph, outcome });
        knows(subgraph);
      }
    },
    serving: (version) => {
      served.reset();
      served.set({ version }, 1);
      swaps.inc({ outcome: 'served' });
    },
    versions: (count) => alive.set(count),
    swapRefused: () => swaps.inc({ outcome: 'refused' }),
    cached: (kind, isHit) => cacheLookups.inc({ kind, result: isHit ? 'hit' : 'miss' }),
    looked: (isKnown) => lookups.inc({ result: isKnown ? 'hit' : 'miss' }),
    planned: (isMade, seconds) => plans.observe({ outcome: isMade ? 'made' : 'failed' }, seconds),
    fetched: (subgraph, outcome, seconds) => fetches.observe({ subgraph, outcome }, seconds),
    appended: (isWritten, seconds) => appends.observe({ outcome: isWritten ? 'written' : 'failed' }, seconds),
    violated,
    watchEndpoints,
    text: () => registry.metrics(),
    contentType: registry.contentType,
    close: closeProcess,
  };
}

function requestMetrics(registry: Registry) {
  const registers = [registry];
  const requests = new Counter({
    name: `${prefix}requests_total`,
    help: 'Requests by how they ended.',
    labelNames: ['outcome'],
    registers,
  });
  const seconds = new Histogram({ name: `${prefix}request_seconds`, help: 'From the first header to the last byte.', buckets, registers });
  const inFlight = new Gauge({ name: `${prefix}requests_in_flight`, help: 'Requests that are being answered.', registers });
  const refused = new Counter({
    name: `${prefix}refused_total`,
    help: 'Requests over a limit, by the limit.',
    labelNames: ['by'],
    registers,
  });
  const cutFields = new Counter({ name: `${prefix}cut_fields_total`, help: 'Fields that callers may not ask for, cut out.', registers });
  // What has not happened yet is 0, not absent: a rate over something absent is nothing.
  for (const outcome of outcomes) requests.inc({ outcome }, 0);
  for (const by of limits) refused.inc({ by }, 0);
  return { requests, seconds, inFlight, refused, cutFields };
}

function supergraphMetrics(registry: Registry) {
  const registers = [registry];
  const served = new Gauge({
    name: `${prefix}supergraph`,
    help: '1 for the version that is served.',
    labelNames: ['version'],
    aggregator: 'max',
    registers,
  });
  const alive = new Gauge({
    name: `${prefix}supergraph_versions`,
    help: 'Versions that answer requests, the newest included.',
    aggregator: 'max',
    registers,
  });
  const swaps = new Counter({
    name: `${prefix}supergraphs_total`,
    help: 'Supergraphs that came, the first included: served, or refused.',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['served', 'refused']) swaps.inc({ outcome }, 0);
  return { served, alive, swaps };
}

function workMetrics(registry: Registry) {
  const registers = [registry];
  const lookups = new Counter({
    name: `${prefix}operation_lookups_total`,
    help: 'Operations found compiled, or not.',
    labelNames: ['result'],
    registers,
  });
  const cacheLookups = new Counter({
    name: `${prefix}cache_lookups_total`,
    help: 'Looks into the caches of public answers and entities.',
    labelNames: ['kind', 'result'],
    registers,
  });
  const histogram = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Histogram({ name: `${prefix}${name}`, help, labelNames, buckets, registers });
  const plans = histogram('plan_seconds', 'Making a query plan.', ['outcome']);
  const fetches = histogram('fetch_seconds', 'One fetch from a subgraph, its repetitions included.', ['subgraph', 'outcome']);
  const appends = histogram('audit_append_seconds', 'Writing down what a request saw.', ['outcome']);
  for (const result of ['hit', 'miss']) {
    lookups.inc({ result }, 0);
    for (const kind of ['answer', 'entity']) cacheLookups.inc({ kind, result }, 0);
  }
  for (const outcome of ['made', 'failed'] as const) plans.zero({ outcome });
  for (const outcome of ['written', 'failed'] as const) appends.zero({ outcome });
  return { lookups, cacheLookups, plans, fetches, appends };
}

import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GatewayAudit } from '../audit/gateway-audit.ts';
import type { CacheObserver } from '../caches/shared-cache.ts';
import type { SwapObserver } from '../hot-swap/graph-versions.ts';
import type { RequestContext } from '../request-context.ts';
import type { SubgraphClient } from '../subgraph-client.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import { type AdminListener, openAdminListener } from './admin-listener.ts';
import { type EndpointEvents, endpointEvents } from './endpoint-events.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createResultPlugin, observeFailures, observeRequests, type Records } from './observe-requests.ts';
import { meteredAudit, meteredClient, meteredPlanner, observedSwaps } from './observed-parts.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import type { RequestRecord } from './request-record.ts';
import { type RequestSpans, requestSpans } from './request-spans.ts';
import type { ObservabilityConfig } from './settings.ts';
import { openTraces } from './tracing.ts';

/** What is looked at. Everything is chosen at start: whoever looks at nothing gets back the very parts that were given. */
export interface Observability {
  readonly plugin: ApolloServerPlugin<RequestContext>;
  readonly log: RequestLog;
  /** Told of each operation whether it was compiled already. */
  readonly looked: ((isKnown: boolean) => void) | undefined;
  /** Around the synchronous work that may plan. */
  readonly compiling: (<Result>(record: RequestRecord, work: () => Result) => Result) | undefined;
  supergraph(supergraph: LoadedSupergraph): LoadedSupergraph;
  readonly swaps: SwapObserver;
  /** Told of each look into a cache of public data. */
  readonly cached: CacheObserver;
  client(client: SubgraphClient): SubgraphClient;
  /** What endpoints do. */
  readonly endpoints: EndpointEvents;
  audit(audit: GatewayAudit): GatewayAudit;
  /** Begins to look at the requests of this server. */
  watch(server: FastifyInstance): void;
  recordOf(request: FastifyRequest): RequestRecord | undefined;
  readonly adminUrl: string | undefined;
  close(): Promise<void>;
}

export async function openObservability(config: ObservabilityConfig): Promise<Observability> {
  const log = createRequestLog(config);
  const metrics = !config.measures ? undefined : createMetrics();
  const admin = metrics && config.adminPort !== undefined ? await openAdmin(config.adminPort, metrics) : undefined;
  const traces = openTraces(config.tracesUrl);
  const spans = traces.tracer && requestSpans(traces.tracer);
  const parts = observedParts(metrics, spans, log);
  const records: Records = new WeakMap();
  const watches = metrics !== undefined || spans !== undefined || log.wantsEnds;
  return {
    ...parts,
    endpoints: endpointEvents(metrics, log),
    plugin: createResultPlugin(log),
    log,
    looked: metrics?.looked,
    cached: metrics?.cached ?? (() => undefined),
    swaps: observedSwaps(metrics, log),
    compiling: spans?.during,
    watch: (server) => {
      observeFailures(server, records, log);
      if (watches) observeRequests(server, records, { metrics, log, spans });
    },
    recordOf: (request) => records.get(request),
    adminUrl: admin?.url,
    close: async () => {
      metrics?.close();
      await Promise.all([admin?.close(), traces.close()]);
    },
  };
}

async function openAdmin(port: number, metrics: Metrics): Promise<AdminListener> {
  try {
    return await openAdminListener(port, metrics);
  } catch (failure) {
    metrics.close();
    throw failure;
  }
}

function observedParts(
  metrics: Metrics | undefined,
  spans: RequestSpans | undefined,
  log: RequestLog,
): Pick<Observability, 'supergraph' | 'client' | 'audit'> {
  const counts = metrics !== undefined || log.wantsEnds;
  return {
    supergraph: (supergraph) => {
      metrics?.knows(supergraph.endpoints.map(({ name }) => name));
      const metered = metrics === undefined ? supergraph.planner : meteredPlanner(supergraph.planner, metrics);
      const planner = spans?.planner(metered) ?? metered;
      return planner === supergraph.planner ? supergraph : { ...supergraph, planner };
    },
    client: (client) => {
      const metered = counts ? meteredClient(client, metrics) : client;
      return spans?.client(metered) ?? metered;
    },
    audit: (audit) => meteredAudit(audit, metrics, log),
  };
}

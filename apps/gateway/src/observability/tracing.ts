import { activeTracer } from '@health-graph/subgraph-kit';
import { context, propagation, type Tracer, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createAsyncContext } from './async-context.ts';

export interface RegisteredTracing {
  /** Sends what waits, then lets another take its place. */
  close(): Promise<void>;
}

/** Registers a provider for everything in this process that traces, the subgraphs included. */
export function registerTracing(service: string, to: string | SpanProcessor): RegisteredTracing {
  const processor = typeof to === 'string' ? new BatchSpanProcessor({ exporter: exporterTo(to) }) : to;
  const provider = new TracerProvider({ resource: resourceFromAttributes({ 'service.name': service }), spanProcessors: [processor] });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(createAsyncContext());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return {
    close: async () => {
      // A collector that is away must not keep a process from ending.
      await provider.shutdown().catch(() => undefined);
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

const exporterTo = (url: string): OTLPTraceExporter => new OTLPTraceExporter({ url: `${url.replace(/\/$/, '')}/v1/traces` });

/** The gateway's tracer: of the provider that its process has, else of one that sends to `url`, else none. */
export function openTraces(url: string | undefined): { readonly tracer: Tracer | undefined; close(): Promise<void> } {
  const given = activeTracer('gateway');
  if (given !== undefined || url === undefined) return { tracer: given, close: async () => undefined };
  const { close } = registerTracing('health-graph-gateway', url);
  return { tracer: activeTracer('gateway'), close };
}

import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SubgraphStore } from '../subgraph-store.ts';
import { activeTracer } from './active-tracer.ts';

type Execute<Result> = (request: FastifyRequest, reply: FastifyReply) => Promise<Result>;

/** What is traced of a subgraph, where its process has a provider. */
export interface TracedSubgraph {
  /** Around the execution of each request; what `execute` begins belongs to it. */
  execution<Result>(execute: Execute<Result>): Execute<Result>;
}

/** Undefined where nothing is traced: requests then run as if this file were not there. */
export function tracedSubgraph(name: string, store: SubgraphStore): TracedSubgraph | undefined {
  const tracer = activeTracer(name);
  if (tracer === undefined) return undefined;
  store.connection?.watchCommands((command) => beginCommand(tracer, command));
  return {
    execution: (execute) => async (request, reply) => {
      // The gateway's word: its signature was checked before, and nobody else gets here.
      const parent = propagation.extract(ROOT_CONTEXT, request.headers);
      const span = tracer.startSpan('subgraph request', { kind: SpanKind.SERVER, attributes: { subgraph: name } }, parent);
      try {
        return await context.with(trace.setSpan(parent, span), () => execute(request, reply));
      } finally {
        span.setAttribute('http.response.status_code', reply.statusCode);
        span.end();
      }
    },
  };
}

/** Only within a request: what the driver does on its own account is nobody's trace. The command's name, never what it asks for. */
function beginCommand(tracer: Tracer, command: string): ((isAnswered: boolean) => void) | undefined {
  const parent = context.active();
  if (trace.getSpan(parent) === undefined) return undefined;
  const span = tracer.startSpan('store command', { kind: SpanKind.CLIENT, attributes: { 'db.operation.name': command } }, parent);
  return (isAnswered) => {
    if (!isAnswered) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
}

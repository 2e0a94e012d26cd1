import { propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { endpointName } from '../endpoints.ts';
import type { Planner } from '../planning/planner.ts';
import type { SubgraphClient } from '../subgraph-client.ts';
import type { Outcome } from './outcome.ts';
import type { RequestRecord } from './request-record.ts';

/** One trace for each request, begun here: a client must not choose its id. Spans carry hashes, numbers and words of closed lists only. */
export interface RequestSpans {
  begin(): Span;
  end(record: RequestRecord, outcome: Outcome, status: number): void;
  /** Planning is synchronous, so that whose request it is for can be remembered while `work` runs. */
  during<Result>(record: RequestRecord, work: () => Result): Result;
  planner(planner: Planner): Planner;
  client(client: SubgraphClient): SubgraphClient;
}

export function requestSpans(tracer: Tracer): RequestSpans {
  let planningFor: Span | undefined;
  const child = (name: string, parent: Span, attributes = {}, kind = SpanKind.INTERNAL): Span =>
    tracer.startSpan(name, { attributes, kind }, trace.setSpan(ROOT_CONTEXT, parent));
  return {
    begin: () => tracer.startSpan('gateway request', { kind: SpanKind.SERVER }, ROOT_CONTEXT),
    end: ({ span, hash, cost, fetches, cutFields }, outcome, status) => {
      if (hash !== undefined) span?.setAttribute('operation.hash', hash);
      if (cost !== undefined) span?.setAttribute('operation.cost', cost);
      span?.setAttributes({ outcome, fetches, 'cut.fields': cutFields, 'http.response.status_code': status });
      if (status >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
      span?.end();
    },
    during: ({ span }, work) => {
      planningFor = span;
      try {
        return work();
      } finally {
        planningFor = undefined;
      }
    },
    planner: (planner) => ({
      plan: (document, operationName) => {
        if (planningFor === undefined) return planner.plan(document, operationName);
        const span = child('plan', planningFor);
        return ended(span, () => planner.plan(document, operationName));
      },
    }),
    client: (client) => ({
      ...client,
      send: async (request, by, signal) => {
        if (by.record?.span === undefined) return client.send(request, by, signal);
        const span = child('fetch', by.record.span, { subgraph: endpointName(request), operation: request.operationKind }, SpanKind.CLIENT);
        const headers = { ...by.headers };
        propagation.inject(trace.setSpan(ROOT_CONTEXT, span), headers);
        try {
          return await client.send(request, { ...by, headers }, signal);
        } catch (failure) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw failure;
        } finally {
          span.end();
        }
      },
    }),
  };
}

/** A failure is told by the log; its text could quote what it failed on. */
function ended<Result>(span: Span, work: () => Result): Result {
  try {
    return work();
  } catch (failure) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw failure;
  } finally {
    span.end();
  }
}

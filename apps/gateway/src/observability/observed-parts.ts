import { AuditUnavailable, DeadlineExceeded, SubgraphInvalidAnswer } from '@health-graph/errors';
import type { GatewayAudit } from '../audit/gateway-audit.ts';
import { endpointName } from '../endpoints.ts';
import type { SwapObserver } from '../hot-swap/graph-versions.ts';
import type { Planner } from '../planning/planner.ts';
import type { SubgraphClient } from '../subgraph-client.ts';
import type { FetchOutcome, Metrics } from './metrics.ts';
import type { RequestLog } from './request-log.ts';

const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1_000;

/** Counts the fetches of each request, and measures them. */
export function meteredClient(client: SubgraphClient, metrics: Metrics | undefined): SubgraphClient {
  return {
    ...client,
    send: async (request, by, signal) => {
      const startedAt = performance.now();
      if (by.record !== undefined) by.record.fetches++;
      let outcome: FetchOutcome = 'answered';
      try {
        return await client.send(request, by, signal);
      } catch (failure) {
        outcome = fetchOutcomeOf(failure, signal);
        throw failure;
      } finally {
        metrics?.fetched(endpointName(request), outcome, secondsSince(startedAt));
      }
    },
  };
}

function fetchOutcomeOf(failure: unknown, signal: AbortSignal | undefined): FetchOutcome {
  if (failure instanceof SubgraphInvalidAnswer) return 'invalid_answer';
  // A deadline that passed is the subgraph's doing, a client that left is not.
  return signal?.aborted === true && !(signal.reason instanceof DeadlineExceeded) ? 'cancelled' : 'unavailable';
}

export function meteredPlanner(planner: Planner, metrics: Metrics): Planner {
  return {
    plan: (document, operationName) => {
      const startedAt = performance.now();
      let isMade = false;
      try {
        const plan = planner.plan(document, operationName);
        isMade = true;
        return plan;
      } finally {
        metrics.planned(isMade, secondsSince(startedAt));
      }
    },
  };
}

/** Tells which version is served, and what cannot be. */
export function observedSwaps(metrics: Metrics | undefined, log: RequestLog): SwapObserver {
  return {
    serving: (version, before) => {
      metrics?.serving(version);
      if (before !== undefined) log.supergraphSwapped(version, before);
    },
    alive: (count) => metrics?.versions(count),
    refused: (version, failure) => {
      metrics?.swapRefused();
      log.supergraphRefused(version, failure);
    },
  };
}

/** Measures how long answers wait for the log, and tells when it could not be written. */
export function meteredAudit(audit: GatewayAudit, metrics: Metrics | undefined, log: RequestLog): GatewayAudit {
  return {
    ...audit,
    begin: (requestId, signedIn, isField) => {
      const request = audit.begin(requestId, signedIn, isField);
      const finish: typeof request.finish = async (operation, result) => {
        const startedAt = performance.now();
        let isWritten = true;
        try {
          await request.finish(operation, result);
        } catch (failure) {
          isWritten = false;
          if (failure instanceof AuditUnavailable) log.failed(failure, requestId, operation.hash);
          throw failure;
        } finally {
          metrics?.appended(isWritten, secondsSince(startedAt));
        }
      };
      return { ...request, finish };
    },
  };
}

import { SubgraphInvalidAnswer } from '@health-graph/errors';
import { isBrokenCircuitError } from 'cockatiel';
import { noDrift, type SchemaDrift } from '../drift/schema-drift.ts';
import type { Endpoint, EndpointRequest } from '../endpoints.ts';
import type { SubgraphClient } from '../subgraph-client.ts';
import { checkAnswer } from './check-answer.ts';
import { type CircuitStatus, createCircuit } from './circuit.ts';
import { EndpointFailure, isUnanswered, reasonOf, type Violation, violationOf } from './endpoint-failure.ts';
import { EndpointRecord, type EndpointStatus } from './endpoint-record.ts';
import { createPlaces } from './places.ts';
import { createRetryBudget } from './retry-budget.ts';
import type { BulkheadSettings } from './settings.ts';

type Send = SubgraphClient['send'];

/** What stands between one endpoint and the rest of the graph, and what is known of it. */
export interface Wall {
  /** How fetches are sent to it by a client that sends each once. */
  before(client: SubgraphClient): Send;
  status(): EndpointStatus;
  /** True when it is not what was known; that nothing differs is what everybody expects. */
  noteDrift(drift: SchemaDrift): boolean;
}

export interface WallOptions {
  readonly settings: BulkheadSettings;
  readonly onCircuit?: (endpoint: Endpoint, status: CircuitStatus) => void;
  readonly onViolation?: (endpoint: Endpoint, violation: Violation) => void;
}

export function createWall(endpoint: Endpoint, { settings, onCircuit, onViolation }: WallOptions): Wall {
  const { subgraph } = endpoint;
  const record = new EndpointRecord();
  const circuit = createCircuit(settings, (status) => onCircuit?.(endpoint, status));
  const repeated = createRepeat(record, settings);
  const full = (): Error => new EndpointFailure('queue-full', { subgraph });
  const places = createPlaces({ places: settings.concurrency, queue: settings.queue, waitMs: settings.queueMs, full });
  const refuseWhileOpen = (): void => {
    if (!circuit.admits()) throw new EndpointFailure('circuit-open', { subgraph });
  };
  const judged = async (send: Send, ...[request, by, signal]: Parameters<Send>): Promise<unknown> => {
    const tell = (violation: Violation): void => {
      onViolation?.(endpoint, violation);
      by.violated?.(endpoint.name, violation);
    };
    try {
      const answer = await repeated(send, request, by, signal);
      checkAnswer(answer, request, { listElements: settings.listElements, needsAccount: by.violated !== undefined, tell });
      return answer;
    } catch (failure) {
      if (failure instanceof SubgraphInvalidAnswer) tell(violationOf(failure));
      throw failure;
    }
  };
  const placed = async (send: Send, ...[request, by, signal]: Parameters<Send>): Promise<unknown> => {
    const waiting = places.enter(signal);
    if (waiting !== undefined) await waiting;
    try {
      if (waiting !== undefined) refuseWhileOpen();
      const startedAt = performance.now();
      const answer = await circuit.execute(() => judged(send, request, by, signal));
      record.answered(performance.now() - startedAt);
      return answer;
    } finally {
      places.leave();
    }
  };
  return {
    before: (client) => async (request, by, signal) => {
      record.fetches++;
      try {
        refuseWhileOpen();
        return await placed(client.send, request, by, signal);
      } catch (cause) {
        const failure = isBrokenCircuitError(cause) ? new EndpointFailure('circuit-open', { subgraph }, { cause }) : cause;
        record.failed(reasonOf(failure), new Date());
        throw failure;
      }
    },
    noteDrift: (drift) => {
      const isNews = JSON.stringify(record.drift ?? noDrift) !== JSON.stringify(drift);
      record.drift = drift;
      return isNews;
    },
    status: () => record.status(endpoint, { circuit: circuit.status, inFlight: places.inside, queued: places.waiting }),
  };
}

function createRepeat(record: EndpointRecord, { retryPercent }: BulkheadSettings) {
  const budget = createRetryBudget(retryPercent);
  return async (send: Send, ...[request, by, signal]: Parameters<Send>): Promise<unknown> => {
    budget.earn();
    try {
      return await send(request, by, signal);
    } catch (failure) {
      if (!isUnanswered(failure) || !mayRepeat(request, signal) || !budget.spend()) throw failure;
      record.retries++;
      return send(request, by, signal);
    }
  };
}

/** Only what changes nothing. A mutation may have been done although nobody said so. */
const mayRepeat = ({ operationKind }: EndpointRequest, signal: AbortSignal | undefined): boolean =>
  operationKind === 'query' && signal?.aborted !== true;

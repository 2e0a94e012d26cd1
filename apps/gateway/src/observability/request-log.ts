import { HealthGraphError } from '@health-graph/errors';
import { createLog } from '@health-graph/subgraph-kit';
import { GraphQLError } from 'graphql';
import type { CircuitStatus } from '../bulkheads/circuit.ts';
import type { Violation } from '../bulkheads/endpoint-failure.ts';
import type { SchemaDrift } from '../drift/schema-drift.ts';
import type { BaseOutcome } from '../registry/base.ts';
import type { RegistrySettings } from '../registry/settings.ts';
import type { Outcome } from './outcome.ts';
import type { RequestRecord } from './request-record.ts';
import type { ObservabilityConfig } from './settings.ts';

/** A request that ended. */
export interface Ended {
  readonly requestId: string;
  readonly outcome: Outcome;
  readonly status: number;
  readonly durationMs: number;
}

/** Lines without anything that a client, a subgraph or an issuer wrote: ids and hashes of ours, numbers, and words of closed lists. */
export interface RequestLog {
  /** Whether it wants to hear how requests ended. */
  readonly wantsEnds: boolean;
  ended(record: RequestRecord, how: Ended): void;
  /** A fault of ours or of a subgraph; what a client did wrong is its own business. */
  failed(failure: unknown, requestId: string, hash: string | undefined): void;
  /** This version of the supergraph is served from now on. */
  supergraphSwapped(version: string, before: string): void;
  /** A supergraph that cannot be had, or is not served; the one before is. */
  supergraphRefused(version: string | undefined, failure: unknown): void;
  /** A remark of Apollo Server, whose text may quote requests. */
  remarked(level: 'warn' | 'error'): void;
  /** What became of the circuit of an endpoint. */
  circuitChanged(endpoint: string, circuit: CircuitStatus): void;
  /** The schema that an endpoint serves is another one than before. */
  drifted(endpoint: string, drift: SchemaDrift): void;
  /** An endpoint answered with what nobody may be shown. */
  violated(endpoint: string, violation: Violation): void;
  /** What became of the schema that the gateway was started with. */
  registryOpened(outcome: BaseOutcome, settings: Pick<RegistrySettings, 'localUrls'>): void;
  /** Something beside requests did not work, and is tried again. */
  registryFailed(failure: unknown): void;
  /** The allow-list changed, or could not be looked at. */
  allowListRefreshed(outcome: { readonly failure: unknown } | { readonly operations: number }): void;
}

type LogOptions = Pick<ObservabilityConfig, 'logLevel' | 'writeLog' | 'slowOperationMs'>;

export function createRequestLog({ logLevel, writeLog, slowOperationMs }: LogOptions): RequestLog {
  const log = createLog('gateway', logLevel, writeLog && { write: writeLog });
  const writesEach = log.isLevelEnabled('debug');
  const slowFrom = log.isLevelEnabled('warn') ? (slowOperationMs ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  return {
    wantsEnds: writesEach || slowFrom !== Number.POSITIVE_INFINITY,
    ended: ({ hash, fetches, cost, cutFields }, { durationMs, ...how }) => {
      const isSlow = durationMs >= slowFrom && hash !== undefined;
      if (!writesEach && !isSlow) return;
      const line = { ...how, hash, durationMs: Math.round(durationMs), fetches, cost, cutFields };
      if (writesEach) log.debug(line, 'A request ended.');
      if (isSlow) log.warn(line, 'An operation was slow.');
    },
    failed: (failure, requestId, hash) => {
      const cause = causeOf(failure);
      // An error without a cause was found in the operation, or came from a subgraph, which logs its own.
      if (cause instanceof GraphQLError) return;
      if (!(cause instanceof HealthGraphError)) return log.error({ requestId, hash, error: cause }, 'A request failed.');
      if (cause.httpStatus >= 500) log.warn({ requestId, hash, error: cause }, 'A part of the graph could not be answered.');
    },
    circuitChanged: (endpoint, circuit) => {
      const line = { endpoint, circuit };
      if (circuit === 'open') log.warn(line, 'An endpoint is not asked for a while.');
      else log.info(line, 'The circuit of an endpoint changed.');
    },
    drifted: (endpoint, { missing, changed, added }) => {
      const line = { endpoint, missing, changed, added };
      if (missing.length + changed.length + added > 0) log.warn(line, 'An endpoint serves another schema than was composed.');
      else log.info(line, 'An endpoint serves the schema that was composed.');
    },
    violated: (endpoint, violation) => log.warn({ endpoint, violation }, 'An endpoint answered with something that was refused.'),
    allowListRefreshed: (outcome) => {
      if ('failure' in outcome)
        log.warn({ error: outcome.failure }, 'The list of registered operations cannot be read; it stays as it was.');
      else log.info(outcome, 'The list of registered operations changed.');
    },
    registryOpened: (outcome, { localUrls = false }) => {
      if (localUrls) log.info('Partners may serve from this machine, over http: for development only.');
      if (outcome.kind === 'refused')
        log.error(refusedBase(outcome), 'The schema of this start was refused; what was served before is served on.');
      if (outcome.kind === 'published')
        log.info({ subgraphs: outcome.names, supergraph: outcome.supergraph }, 'The schema of this start is published.');
    },
    registryFailed: (error) => log.warn({ error }, 'The uses of operations cannot be written; they are kept until they can.'),
    supergraphSwapped: (version, before) => log.info({ supergraph: version, before }, 'Another supergraph is served.'),
    supergraphRefused: (version, failure) =>
      log.error({ supergraph: version, error: failure }, 'A supergraph was refused; the one before is served on.'),
    remarked: (level) => log[level]('Apollo Server made a remark.'),
  };
}

/** Words of the schema only. */
const refusedBase = ({ names, findings }: Extract<BaseOutcome, { readonly kind: 'refused' }>) => ({
  subgraphs: names,
  findings: findings.slice(0, 20).map(({ code, coordinate }) => `${code} ${coordinate}`),
});

function causeOf(failure: unknown): unknown {
  let cause = failure;
  while (cause instanceof GraphQLError && cause.originalError !== undefined) cause = cause.originalError;
  return cause;
}

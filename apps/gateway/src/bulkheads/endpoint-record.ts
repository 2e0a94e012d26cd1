import type { SchemaDrift } from '../drift/schema-drift.ts';
import type { Endpoint } from '../endpoints.ts';
import type { CircuitStatus } from './circuit.ts';
import type { FailureReason } from './endpoint-failure.ts';

/** What an operator reads of one endpoint. No URL: it may hold a key of a partner. */
export interface EndpointStatus {
  readonly endpoint: string;
  readonly subgraph: string;
  readonly circuit: CircuitStatus;
  readonly inFlight: number;
  readonly queued: number;
  /** Since the gateway started. */
  readonly fetches: number;
  readonly answered: number;
  /** Of the endpoint's doing. */
  readonly failed: number;
  /** Not asked: the circuit was open, or there was no place. */
  readonly refused: number;
  readonly retries: number;
  /** Of the last 256 that were answered; absent before the first. */
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly lastFailure?: { readonly reason: FailureReason; readonly at: string };
  /** In what its schema differs from the one that was composed; absent before it was compared. */
  readonly drift?: SchemaDrift;
}

/** Counts what becomes of the fetches of one endpoint. Cheap to write, and put in order when somebody looks. */
export class EndpointRecord {
  fetches = 0;
  retries = 0;
  drift: SchemaDrift | undefined;
  private answeredCount = 0;
  private failedCount = 0;
  private refusedCount = 0;
  private lastFailure: EndpointStatus['lastFailure'];
  private readonly latencies = new Float64Array(256);

  answered(milliseconds: number): void {
    this.latencies[this.answeredCount % this.latencies.length] = milliseconds;
    this.answeredCount++;
  }

  failed(reason: FailureReason, now: Date): void {
    if (reason === 'cancelled') return;
    if (reason === 'queue-full' || reason === 'circuit-open') {
      this.refusedCount++;
      return;
    }
    this.failedCount++;
    this.lastFailure = { reason, at: now.toISOString() };
  }

  status(
    { name, subgraph }: Endpoint,
    { circuit, inFlight, queued }: Pick<EndpointStatus, 'circuit' | 'inFlight' | 'queued'>,
  ): EndpointStatus {
    const sorted = this.latencies.slice(0, Math.min(this.answeredCount, this.latencies.length)).sort();
    const quantile = (share: number): number => Math.round((sorted[Math.ceil(sorted.length * share) - 1] ?? 0) * 10) / 10;
    return {
      endpoint: name,
      subgraph,
      circuit,
      inFlight,
      queued,
      fetches: this.fetches,
      answered: this.answeredCount,
      failed: this.failedCount,
      refused: this.refusedCount,
      retries: this.retries,
      ...(sorted.length > 0 && { p50Ms: quantile(0.5), p95Ms: quantile(0.95) }),
      ...(this.drift !== undefined && { drift: this.drift }),
      ...(this.lastFailure !== undefined && { lastFailure: this.lastFailure }),
    };
  }
}

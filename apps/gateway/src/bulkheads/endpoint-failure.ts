import { DeadlineExceeded, type ErrorDetails, SubgraphInvalidAnswer, SubgraphUnavailable } from '@health-graph/errors';
import type { AnswerViolation } from '@health-graph/plan-executor';

/** Why there is no answer of an endpoint. Clients read `SUBGRAPH_UNAVAILABLE` for all of them, operators which. */
export const unansweredBecause = ['connection', 'timeout', 'status', 'queue-full', 'circuit-open'] as const;
export type UnansweredBecause = (typeof unansweredBecause)[number];

/**
 * How an answer is none: `details.violation` of a `SUBGRAPH_INVALID_ANSWER`. The first five are the executor's. `no-answer`: something came, but no answer of
 * GraphQL; `account`: no account of what was shown, or one that names other patients; `markup`: an error in words that nobody may be shown.
 */
export const violations = ['shape', 'count', 'type', 'key', 'list', 'no-answer', 'too-large', 'redirect', 'account', 'markup'] as const;
export type Violation = AnswerViolation | (typeof violations)[number];

/** An endpoint did not answer. */
export class EndpointFailure extends SubgraphUnavailable {
  readonly because: UnansweredBecause;

  constructor(because: UnansweredBecause, details: ErrorDetails, options: { readonly cause?: unknown } = {}) {
    super('A subgraph did not answer; what it owns is null.', details, options);
    // One name in logs for one code.
    this.name = SubgraphUnavailable.name;
    this.because = because;
  }
}

export const invalidAnswer = (violation: Violation, details: ErrorDetails, cause?: unknown): SubgraphInvalidAnswer =>
  new SubgraphInvalidAnswer(
    'A subgraph answered with something that is no GraphQL answer of the right shape.',
    { ...details, violation },
    cause === undefined ? {} : { cause },
  );

export type FailureReason = UnansweredBecause | Violation | 'cancelled';

/** One word of a closed list: what an operator may be told of any failure. */
export function reasonOf(failure: unknown): FailureReason {
  if (failure instanceof EndpointFailure) return failure.because;
  if (failure instanceof SubgraphInvalidAnswer) return violationOf(failure);
  return failure instanceof DeadlineExceeded ? 'timeout' : 'cancelled';
}

export const violationOf = ({ details }: SubgraphInvalidAnswer): Violation =>
  violations.find((violation) => violation === details['violation']) ?? 'shape';

/** Refusals of ours say nothing of the endpoint, and neither does a client that left. */
export function isEndpointsFault(failure: unknown): boolean {
  const reason = reasonOf(failure);
  return reason !== 'queue-full' && reason !== 'circuit-open' && reason !== 'cancelled';
}

/** Codes of a connection that ended, or never was, before an answer began. */
const unusedConnection: readonly unknown[] = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'ECONNREFUSED'];

/** True when nothing came back, not even a status: a subgraph may close a kept connection at the moment we use it. */
export const isUnanswered = (failure: unknown): boolean =>
  failure instanceof EndpointFailure && unusedConnection.includes((failure.cause as NodeJS.ErrnoException | undefined)?.code);

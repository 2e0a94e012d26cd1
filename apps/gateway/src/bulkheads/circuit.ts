import { CircuitState, CountBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { isEndpointsFault } from './endpoint-failure.ts';
import type { BulkheadSettings } from './settings.ts';

export type CircuitStatus = 'closed' | 'open' | 'half-open';

/** Stops asking an endpoint that keeps failing, and tries again with one fetch at a time. */
export interface Circuit {
  readonly status: CircuitStatus;
  /** False: nothing is asked now. While one fetch tries, the others are refused at once; they would wait as long as it hangs. */
  admits(): boolean;
  /** Rejects with what `work` rejects with, or with an error of cockatiel when it opened meanwhile. */
  execute<Result>(work: () => Promise<Result>): Promise<Result>;
}

export type CircuitSettings = Pick<BulkheadSettings, 'circuitFetches' | 'circuitFailurePercent' | 'circuitMinimum' | 'circuitOpenMs'>;

export function createCircuit(settings: CircuitSettings, onChange: (status: CircuitStatus) => void): Circuit {
  const { circuitFetches: size, circuitFailurePercent, circuitMinimum: minimumNumberOfCalls, circuitOpenMs: halfOpenAfter } = settings;
  const breaker = new CountBreaker({ threshold: circuitFailurePercent / 100, size, minimumNumberOfCalls });
  // A fetch that tries and is given up by its client has proved nothing: the circuit stays open.
  const isFailure = (failure: unknown): boolean => policy.state === CircuitState.HalfOpen || isEndpointsFault(failure);
  const policy = circuitBreaker(handleWhen(isFailure), { halfOpenAfter, breaker });
  let openedAt = 0;
  policy.onBreak(() => {
    openedAt = Date.now();
  });
  policy.onStateChange((state) => onChange(statusOf(state)));
  return {
    get status() {
      return statusOf(policy.state);
    },
    admits: () => {
      const { state } = policy;
      return state === CircuitState.Closed || (state === CircuitState.Open && Date.now() - openedAt >= halfOpenAfter);
    },
    execute: (work) => policy.execute(work),
  };
}

function statusOf(state: CircuitState): CircuitStatus {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half-open' : 'open';
}

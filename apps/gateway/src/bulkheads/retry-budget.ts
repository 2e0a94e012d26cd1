/** Repetitions as a share of what is asked: when everything fails, repeating must not double the load. */
export interface RetryBudget {
  /** Once for each fetch. */
  earn(): void;
  /** True when there is a repetition left, which is then taken. */
  spend(): boolean;
}

/** So many may come at once, as when an endpoint closes its idle connections. */
const mostSaved = 10;

export function createRetryBudget(percent: number): RetryBudget {
  const share = percent / 100;
  let saved = percent === 0 ? 0 : mostSaved;
  return {
    earn: () => {
      saved = Math.min(mostSaved, saved + share);
    },
    spend: () => {
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}

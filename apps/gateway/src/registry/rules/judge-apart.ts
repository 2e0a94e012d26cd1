import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RateLimited } from '@health-graph/errors';
import type { Case, Verdict } from './judge.ts';

export interface JudgeOptions {
  /** How long one case may take. Default 30,000. */
  readonly timeoutMs?: number;
  /** How much memory it may take. Default 512. */
  readonly memoryMb?: number;
  /** Cases that may wait. Default 8. */
  readonly waiting?: number;
}

export type Judge = (asked: Case) => Promise<Verdict>;

/**
 * Judges on a thread apart, one case after the other: composition takes a second of CPU, which requests would wait for, and SDL that is made to take
 * longer, or more memory, ends its own thread and nothing else.
 */
export function judgeApart({ timeoutMs = 30_000, memoryMb = 512, waiting = 8 }: JudgeOptions = {}): Judge {
  let before: Promise<unknown> = Promise.resolve();
  let taken = 0;
  return async (asked) => {
    if (taken > waiting) throw new RateLimited('Too many publications are looked at; try again later.', { retryAfterSeconds: 10 });
    taken += 1;
    const verdict = before.then(() => judgedOnThread(asked, timeoutMs, memoryMb));
    before = verdict.catch(() => undefined);
    return verdict.finally(() => {
      taken -= 1;
    });
  };
}

async function judgedOnThread(asked: Case, timeoutMs: number, memoryMb: number): Promise<Verdict> {
  const worker = new Worker(new URL('./judge-worker.ts', import.meta.url), {
    workerData: asked,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    execArgv: [],
  });
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const [verdict] = (await once(worker, 'message', { signal: deadline })) as [Verdict];
    return verdict;
  } catch (failure) {
    if (!deadline.aborted && (failure as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw failure;
    const reason = 'To compose it takes more time or memory than there is.';
    return { findings: [{ code: 'DOES_NOT_COMPOSE', coordinate: asked.published.join(', '), reason }], hints: [], changes: [] };
  } finally {
    await worker.terminate();
  }
}

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
  /** How long the thread waits for another case before it ends. Default 60,000. */
  readonly idleMs?: number;
}

export type Judge = (asked: Case) => Promise<Verdict>;

/** A judge on a thread of its own. */
export interface JudgeApart {
  readonly judge: Judge;
  close(): Promise<void>;
}

/**
 * Judges on a thread apart, one case after the other: composition takes a second of CPU, which requests would wait for, and SDL that is made to take
 * longer, or more memory, ends that thread and nothing else.
 */
export function judgeApart({ timeoutMs = 30_000, memoryMb = 512, waiting = 8, idleMs = 60_000 }: JudgeOptions = {}): JudgeApart {
  const thread = idleThread(memoryMb, idleMs);
  let before: Promise<unknown> = Promise.resolve();
  let taken = 0;
  return {
    judge: async (asked) => {
      if (taken > waiting) throw new RateLimited('Too many publications are looked at; try again later.', { retryAfterSeconds: 10 });
      taken += 1;
      const verdict = before.then(() => judged(thread, asked, timeoutMs));
      before = verdict.catch(() => undefined);
      return verdict.finally(() => {
        taken -= 1;
      });
    },
    close: thread.end,
  };
}

interface Thread {
  take(): Worker;
  /** Nothing is asked of it for now. */
  rest(): void;
  end(): Promise<void>;
}

/** Started when it is needed; it keeps what it loaded, which takes longer than most cases, as long as there are cases. */
function idleThread(memoryMb: number, idleMs: number): Thread {
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  const end = async (): Promise<void> => {
    clearTimeout(timer);
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  };
  return {
    end,
    take: () => {
      clearTimeout(timer);
      worker ??= new Worker(new URL('./judge-worker.ts', import.meta.url), {
        resourceLimits: { maxOldGenerationSizeMb: memoryMb },
        execArgv: [],
      });
      worker.unref();
      return worker;
    },
    rest: () => {
      timer = setTimeout(() => void end(), idleMs).unref();
    },
  };
}

async function judged(thread: Thread, asked: Case, timeoutMs: number): Promise<Verdict> {
  const worker = thread.take();
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const answer = once(worker, 'message', { signal: deadline });
    worker.postMessage(asked);
    const [verdict] = (await answer) as [Verdict];
    thread.rest();
    return verdict;
  } catch (failure) {
    await thread.end();
    if (!deadline.aborted && (failure as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw failure;
    const reason = 'To compose it takes more time or memory than there is.';
    return { findings: [{ code: 'DOES_NOT_COMPOSE', coordinate: asked.published.join(', '), reason }], hints: [], changes: [] };
  }
}

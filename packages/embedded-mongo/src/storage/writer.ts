import { statfsSync } from 'node:fs';
import { CommandFailure } from '../errors/command-failure.ts';
import { Batch, type BatchParts } from './batch.ts';
import type { Environment } from './environment.ts';
import { BlockedByTransaction } from './locks.ts';

/**
 * One write, run synchronously within an LMDB transaction. It checks before it writes: what it throws as CommandFailure
 * or BlockedByTransaction means that its last step has written nothing. It may be run again when the transaction failed.
 */
export type WriteJob<T> = (batch: Batch) => T;

interface Waiting {
  readonly run: (batch: Batch) => void;
  readonly settle: () => void;
  readonly fail: (reason: unknown) => void;
}

/** How long jobs of one batch may hold the event loop before the others wait for the next batch. */
const batchTimeMs = 20;

const isRefusal = (error: unknown): boolean => error instanceof CommandFailure || error instanceof BlockedByTransaction;

/** With less than this left, a write that fails for no named reason failed for lack of room: LMDB reports a short write as EIO. */
const scarceBytes = 4 * 1024 * 1024;

const isDiskFull = (folder: string, message: string): boolean => {
  if (/ENOSPC|No space left|File too large|MDB_MAP_FULL|mapsize/i.test(message)) return true;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < scarceBytes;
};

/** A store that cannot be written is told apart by what helps: room on the disk, or a look at the disk. */
const storageFailure = (folder: string, cause: unknown): CommandFailure => {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (isDiskFull(folder, message))
    return new CommandFailure('OutOfDiskSpace', 'The disk is full; nothing of this write has been kept.', { cause });
  return new CommandFailure('InternalError', `The write could not be stored: ${message}`, { cause });
};

/**
 * The single writer. Whatever arrives while a commit is being synced goes into the next LMDB transaction together, so
 * that one sync serves everybody who waits. A promise of `submit` resolves when the write is on the disk.
 */
export class Writer {
  readonly #environment: Environment;
  readonly #parts: Omit<BatchParts, 'sequence'>;
  readonly #onCommit: () => void;
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  #inFlight: Batch | undefined;
  /** The number of commits since the start; a view carries the newest it shows. */
  sequence = 0;

  constructor(parts: Omit<BatchParts, 'sequence'>, onCommit: () => void) {
    this.#environment = parts.environment;
    this.#parts = parts;
    this.#onCommit = onCommit;
  }

  submit<T>(job: WriteJob<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let outcome: { readonly value: T } | { readonly refusal: unknown } | undefined;
      this.#queue.push({
        run: (batch) => {
          try {
            outcome = { value: job(batch) };
          } catch (error) {
            if (!isRefusal(error)) throw error;
            outcome = { refusal: error };
          }
        },
        settle: () => {
          if (outcome !== undefined && 'value' in outcome) resolve(outcome.value);
          else reject(outcome?.refusal);
        },
        fail: reject,
      });
      this.#running ??= this.#drain();
    });
  }

  /** Whether a commit on its way changes this record or unique key. */
  isInFlight(name: string): boolean {
    return this.#inFlight?.touched.has(name) === true;
  }

  /** Resolves when everything submitted so far has been settled. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #drain(): Promise<void> {
    await Promise.resolve(); // lets everything that arrived in this turn join the first batch
    while (this.#queue.length > 0) {
      const queue = this.#queue;
      this.#queue = [];
      const done = await this.#runTogether(queue);
      this.#queue = [...queue.slice(done), ...this.#queue];
    }
    this.#running = undefined;
  }

  /** Runs as many jobs as fit into one batch and returns how many. */
  async #runTogether(jobs: readonly Waiting[]): Promise<number> {
    try {
      const done = await this.#commit(jobs);
      for (const job of jobs.slice(0, done)) job.settle();
      return done;
    } catch (error) {
      if (jobs.length === 1) {
        jobs[0]?.fail(storageFailure(this.#environment.folder, error));
        return 1;
      }
    }
    // One job broke the batch for all: each gets a batch of its own, so that only the broken one fails.
    for (const job of jobs) await this.#runTogether([job]);
    return jobs.length;
  }

  async #commit(jobs: readonly Waiting[]): Promise<number> {
    const sequence = this.sequence + 1;
    const batch = new Batch({ ...this.#parts, sequence });
    this.#inFlight = batch;
    try {
      const done = await this.#environment.root.childTransaction(() => runJobs(jobs, batch));
      this.sequence = sequence;
      batch.committed();
      return done;
    } catch (error) {
      batch.rollback();
      throw await commitCause(error);
    } finally {
      this.#inFlight = undefined;
      this.#onCommit();
    }
  }
}

/** lmdb-js rejects a failed commit at once and gives the reason by another promise, which nobody else would wait for. */
const commitCause = async (error: unknown): Promise<unknown> => {
  const reason = error instanceof Error ? (error as { commitError?: Promise<never> }).commitError : undefined;
  return reason === undefined ? error : reason.catch((cause: unknown) => cause);
};

const runJobs = (jobs: readonly Waiting[], batch: Batch): number => {
  const deadline = performance.now() + batchTimeMs;
  let done = 0;
  for (const job of jobs) {
    job.run(batch);
    done += 1;
    if (performance.now() > deadline) break;
  }
  batch.finish();
  return done;
};

import { Int32, Long } from 'bson';
import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Batch } from '../storage/batch.ts';
import { BlockedByTransaction, type LockHolder } from '../storage/locks.ts';
import type { LogSession } from '../storage/oplog.ts';
import type { WriteContext } from '../storage/write-context.ts';
import { optionalNumber } from './arguments.ts';
import type { CommandCall } from './command.ts';
import { type Pace, type Progress, type RunOutcome, untilDone } from './record-run.ts';

export type StatementOutcome =
  /** What the command's reply says of the statement. */
  { readonly kind: 'done'; readonly result: Document } | Exclude<RunOutcome, { readonly kind: 'done' }>;

export interface Statements {
  readonly count: number;
  readonly isOrdered: boolean;
  /** Does one statement, or as much of it as the pace allows. */
  readonly run: (context: WriteContext, index: number, progress: Progress | undefined, pace: Pace) => StatementOutcome;
  /** Finds the records of a statement that are not found quickly. */
  readonly gather: (index: number) => Promise<Progress>;
}

export interface WriteError {
  readonly index: number;
  readonly failure: CommandFailure;
}

export interface StatementResults {
  /** By statement; undefined where it failed or was not reached. */
  readonly results: readonly (Document | undefined)[];
  readonly errors: readonly WriteError[];
}

/** Statements of one command hold the event loop no longer than this at a time. */
const sliceMs = 15;

/** These end a transaction as a whole; no statement's own error can be told from them. */
const endsTransaction = (failure: CommandFailure): boolean => failure.errorLabels.includes('TransientTransactionError');

const statementId = (call: CommandCall, index: number): number => {
  const ids = call.body['stmtIds'];
  if (Array.isArray(ids)) return Number(ids[index]);
  return (optionalNumber(call.body, 'stmtId', call.name) ?? 0) + index;
};

const runInTransaction = (context: WriteContext, { count, isOrdered, run }: Statements): StatementResults => {
  const results: (Document | undefined)[] = [];
  const errors: WriteError[] = [];
  for (let index = 0; index < count; index += 1) {
    try {
      const outcome = run(context, index, undefined, untilDone);
      results[index] = outcome.kind === 'done' ? outcome.result : undefined;
    } catch (failure) {
      if (!(failure instanceof CommandFailure) || endsTransaction(failure)) throw failure;
      errors.push({ index, failure });
      if (isOrdered) break;
    }
  }
  return { results, errors };
};

/** Where a command stands between two batches. */
interface Position {
  readonly next: number;
  readonly progress: Progress | undefined;
}

interface Slice extends Position {
  readonly results: ReadonlyMap<number, Document>;
  readonly errors: readonly WriteError[];
  readonly blockedBy: LockHolder | undefined;
  readonly mustGather: boolean;
}

/** The statements of one slice of time. What it remembers is taken back if its batch fails. */
class SliceRun {
  readonly #call: CommandCall;
  readonly #statements: Statements;
  readonly #batch: Batch;
  readonly #results = new Map<number, Document>();
  readonly #errors: WriteError[] = [];

  constructor(call: CommandCall, statements: Statements, batch: Batch) {
    this.#call = call;
    this.#statements = statements;
    this.#batch = batch;
  }

  run({ next: from, progress }: Position): Slice {
    const pace: Pace = { deadline: performance.now() + sliceMs, mayGather: true };
    let next = from;
    let carried = progress;
    while (next < this.#statements.count && performance.now() < pace.deadline) {
      const outcome = this.#attempt(next, carried, pace);
      if (outcome === 'stop') return this.#end({ next: this.#statements.count, progress: undefined });
      if (outcome.kind === 'gather') return { ...this.#end({ next, progress: undefined }), mustGather: true };
      if (outcome.kind === 'unfinished') return { ...this.#end({ next, progress: outcome.progress }), blockedBy: outcome.blockedBy };
      carried = undefined;
      next += 1;
    }
    return this.#end({ next, progress: carried });
  }

  #attempt(index: number, progress: Progress | undefined, pace: Pace): StatementOutcome | 'stop' {
    const { record } = this.#call;
    try {
      const id = statementId(this.#call, index);
      const known = record?.resultOf(id);
      const outcome: StatementOutcome =
        known === undefined ? this.#statements.run(this.#batch, index, progress, pace) : { kind: 'done', result: known };
      if (outcome.kind === 'done') {
        if (known === undefined) this.#remember(id, outcome.result);
        this.#results.set(index, outcome.result);
      }
      return outcome;
    } catch (failure) {
      if (failure instanceof BlockedByTransaction) return { kind: 'unfinished', progress, blockedBy: failure.holder };
      if (!(failure instanceof CommandFailure)) throw failure;
      this.#errors.push({ index, failure });
      return this.#statements.isOrdered ? 'stop' : { kind: 'done', result: {} };
    }
  }

  #remember(id: number, result: Document): void {
    const { record } = this.#call;
    if (record === undefined) return;
    record.remember(id, result);
    this.#batch.onRollback(() => record.forget(id));
  }

  #end(position: Position): Slice {
    const { record, session, server } = this.#call;
    if (record !== undefined && session !== undefined && this.#results.size > 0) record.save(this.#batch, session.id, server.store.now());
    return { ...position, results: this.#results, errors: this.#errors, blockedBy: undefined, mustGather: false };
  }
}

/**
 * Runs the statements of a write command: within its transaction, or in as few batches as their number allows. A
 * statement that meets an open transaction's lock waits for that transaction to end.
 */
export const runStatements = async (call: CommandCall, statements: Statements): Promise<StatementResults> => {
  if (call.transaction !== undefined) return runInTransaction(call.transaction, statements);
  const results: (Document | undefined)[] = new Array(statements.count);
  const errors: WriteError[] = [];
  let position: Position = { next: 0, progress: undefined };
  while (position.next < statements.count) {
    const from = position;
    const slice = await call.server.store.writer.submit((batch) => new SliceRun(call, statements, batch).run(from));
    for (const [index, result] of slice.results) results[index] = result;
    errors.push(...slice.errors);
    position = slice.mustGather ? { next: slice.next, progress: await statements.gather(slice.next) } : slice;
    if (slice.blockedBy !== undefined) await slice.blockedBy.ended;
  }
  return { results, errors };
};

/** What the log says of the session that wrote. */
export const logSession = (call: CommandCall): LogSession | undefined => {
  const { transaction } = call;
  if (transaction === undefined) return undefined;
  return { lsid: transaction.session, txnNumber: Long.fromBigInt(transaction.number) };
};

export const describeError = ({ index, failure }: WriteError): Document => ({
  index: new Int32(index),
  code: new Int32(failure.code),
  errmsg: failure.message,
  ...failure.fields,
});

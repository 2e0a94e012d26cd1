import { Int32, Long } from 'bson';
import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Batch } from '../storage/batch.ts';
import { BlockedByTransaction, type LockHolder } from '../storage/locks.ts';
import type { LogSession } from '../storage/oplog.ts';
import type { WriteContext } from '../storage/write-context.ts';
import { optionalNumber } from './arguments.ts';
import type { CommandCall } from './command.ts';

/** Does one statement of a command and returns what its reply says of it. */
export type Statement = (context: WriteContext, index: number) => Document;

export interface WriteError {
  readonly index: number;
  readonly failure: CommandFailure;
}

export interface StatementResults {
  /** By statement; undefined where it failed or was not reached. */
  readonly results: readonly (Document | undefined)[];
  readonly errors: readonly WriteError[];
}

export interface RunOptions {
  readonly count: number;
  readonly isOrdered: boolean;
  readonly run: Statement;
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

const runInTransaction = (context: WriteContext, { count, isOrdered, run }: RunOptions): StatementResults => {
  const results: (Document | undefined)[] = [];
  const errors: WriteError[] = [];
  for (let index = 0; index < count; index += 1) {
    try {
      results[index] = run(context, index);
    } catch (failure) {
      if (!(failure instanceof CommandFailure) || endsTransaction(failure)) throw failure;
      errors.push({ index, failure });
      if (isOrdered) break;
    }
  }
  return { results, errors };
};

interface Slice {
  readonly next: number;
  readonly results: ReadonlyMap<number, Document>;
  readonly errors: readonly WriteError[];
  readonly blockedBy: LockHolder | undefined;
}

/** Runs statements from `from` on, for one slice of time. What it remembers is taken back if the batch fails. */
const runSlice = (call: CommandCall, options: RunOptions, from: number, context: Batch): Slice => {
  const deadline = performance.now() + sliceMs;
  const results = new Map<number, Document>();
  const errors: WriteError[] = [];
  const { record } = call;
  let next = from;
  let blockedBy: LockHolder | undefined;
  while (next < options.count && performance.now() < deadline) {
    try {
      const id = statementId(call, next);
      const done = record?.resultOf(id);
      const result = done ?? options.run(context, next);
      if (record !== undefined && done === undefined) {
        record.remember(id, result);
        context.onRollback(() => record.forget(id));
      }
      results.set(next, result);
    } catch (failure) {
      if (failure instanceof BlockedByTransaction) {
        blockedBy = failure.holder;
        break;
      }
      if (!(failure instanceof CommandFailure)) throw failure;
      errors.push({ index: next, failure });
      if (options.isOrdered) {
        next = options.count;
        break;
      }
    }
    next += 1;
  }
  if (record !== undefined && call.session !== undefined && results.size > 0)
    record.save(context, call.session.id, call.server.store.now());
  return { next, results, errors, blockedBy };
};

/**
 * Runs the statements of a write command: within its transaction, or in as few batches as their number allows. A
 * statement that meets an open transaction's lock waits for that transaction to end.
 */
export const runStatements = async (call: CommandCall, options: RunOptions): Promise<StatementResults> => {
  if (call.transaction !== undefined) return runInTransaction(call.transaction, options);
  const results: (Document | undefined)[] = new Array(options.count);
  const errors: WriteError[] = [];
  for (let next = 0; next < options.count; ) {
    const from = next;
    const slice = await call.server.store.writer.submit((batch) => runSlice(call, options, from, batch));
    for (const [index, result] of slice.results) results[index] = result;
    errors.push(...slice.errors);
    next = slice.next;
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

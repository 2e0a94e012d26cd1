import type { Binary, Timestamp } from 'bson';
import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { limits } from '../protocol/limits.ts';
import type { Snapshot } from '../storage/lmdb-view.ts';
import type { Store } from '../storage/store.ts';
import { StatementRecord, sessionRange } from './statement-record.ts';
import { Transaction, transient } from './transaction.ts';

export interface Session {
  readonly id: Buffer;
  readonly lsid: Document;
  lastUsed: number;
  record: StatementRecord | undefined;
  transaction: Transaction | undefined;
  /** What a snapshot session reads, from its first read on. */
  snapshot: TimedSnapshot | undefined;
}

export interface TimedSnapshot {
  readonly time: Timestamp;
  readonly view: Snapshot;
}

const sessionTimeoutMs = limits.sessionTimeoutMinutes * 60_000;

/** The logical sessions of all clients. They are known by the id that the client chose. */
export class Sessions {
  readonly #store: Store;
  readonly #transactionLifetimeMs: number;
  readonly #byId = new Map<string, Session>();
  /** Called when a session goes, so that its cursors go with it. */
  onEnd: (session: Session) => void = () => undefined;

  constructor(store: Store, transactionLifetimeMs: number) {
    this.#store = store;
    this.#transactionLifetimeMs = transactionLifetimeMs;
  }

  use(lsid: Document): Session {
    const id = Buffer.from((lsid['id'] as Binary).value());
    const name = id.toString('hex');
    let session = this.#byId.get(name);
    if (session === undefined) {
      session = {
        id,
        lsid,
        lastUsed: 0,
        record: StatementRecord.load(this.#store.newest(), id),
        transaction: undefined,
        snapshot: undefined,
      };
      this.#byId.set(name, session);
    }
    session.lastUsed = this.#store.now();
    return session;
  }

  /** The session's snapshot; a time other than its own has gone, as only the newest commit can be held on to. */
  snapshotOf(session: Session, time: unknown): TimedSnapshot {
    if (time === undefined || session.snapshot === undefined) {
      if (time !== undefined) throw new CommandFailure('SnapshotTooOld', 'Read timestamp is older than the oldest available timestamp.');
      session.snapshot?.view.close();
      session.snapshot = { time: this.#store.clock.last, view: this.#store.snapshot() };
    } else if (!session.snapshot.time.equals(time as Timestamp)) {
      throw new CommandFailure('SnapshotTooOld', 'Read timestamp is older than the oldest available timestamp.');
    }
    return session.snapshot;
  }

  all(): IterableIterator<Session> {
    return this.#byId.values();
  }

  get size(): number {
    return this.#byId.size;
  }

  /** The record of a numbered command, a new one when the number is new. */
  recordFor(session: Session, txnNumber: bigint): StatementRecord {
    const { record } = session;
    if (record !== undefined && record.txnNumber > txnNumber) {
      throw new CommandFailure(
        'TransactionTooOld',
        `Retryable write with txnNumber ${txnNumber} is prohibited on session because a newer retryable write with txnNumber ${record.txnNumber} has already started on this session.`,
      );
    }
    if (record?.txnNumber === txnNumber) return record;
    session.record = new StatementRecord(txnNumber);
    return session.record;
  }

  start(session: Session, number: bigint): Transaction {
    const current = session.transaction;
    if (current !== undefined && current.number === number) {
      throw new CommandFailure(
        'ConflictingOperationInProgress',
        `Given transaction number ${number} does not match any in-progress transactions: it has been started already.`,
      );
    }
    const newest = session.record?.txnNumber ?? -1n;
    if (number < newest || (number === newest && session.record?.isCommitted)) {
      throw new CommandFailure(
        'TransactionTooOld',
        `Cannot start transaction ${number} because a newer transaction ${newest} has already started.`,
        transient,
      );
    }
    current?.end('aborted');
    session.transaction = new Transaction(this.#store, session.lsid, number);
    session.record = new StatementRecord(number);
    return session.transaction;
  }

  /** The transaction a statement belongs to. */
  continue(session: Session, number: bigint): Transaction {
    const { transaction } = session;
    if (transaction === undefined || transaction.number !== number || transaction.state === 'aborted') throw noSuchTransaction(number);
    if (transaction.state === 'committed')
      throw new CommandFailure('TransactionCommitted', `Transaction with { txnNumber: ${number} } has been committed.`);
    return transaction;
  }

  async commit(session: Session, number: bigint): Promise<void> {
    const { transaction, record } = session;
    if (record?.txnNumber === number && record.isCommitted) return;
    if (transaction === undefined || transaction.number !== number || transaction.state === 'aborted') throw noSuchTransaction(number);
    if (transaction.state === 'in progress') transaction.state = 'committing';
    else {
      await transaction.ended;
      return this.commit(session, number);
    }
    try {
      if (transaction.hasWrites) await this.#store.writer.submit((batch) => this.#commitIn(batch, session, transaction));
      else (session.record as StatementRecord).isCommitted = true;
      transaction.end('committed');
    } catch (error) {
      await this.abort(session, number);
      throw error;
    }
  }

  #commitIn(batch: Parameters<Transaction['replay']>[0], session: Session, transaction: Transaction): void {
    transaction.replay(batch);
    const record = session.record as StatementRecord;
    record.isCommitted = true;
    batch.onRollback(() => {
      record.isCommitted = false;
    });
    record.save(batch, session.id, this.#store.now());
  }

  async abort(session: Session, number: bigint): Promise<void> {
    const { transaction } = session;
    if (transaction === undefined || transaction.number !== number || transaction.state === 'aborted') throw noSuchTransaction(number);
    if (transaction.state === 'committed')
      throw new CommandFailure('TransactionCommitted', `Transaction with { txnNumber: ${number} } has been committed.`);
    transaction.end('aborted');
    await this.#dropCreated(transaction);
  }

  async #dropCreated(transaction: Transaction): Promise<void> {
    const empty = [...transaction.created].filter((collection) => collection.count === 0 && !collection.isDropped);
    if (empty.length === 0) return;
    await this.#store.writer.submit((batch) => {
      for (const collection of empty) if (collection.count === 0 && !collection.isDropped) this.#store.catalog.drop(batch, collection);
    });
  }

  end(lsid: Document): void {
    const name = Buffer.from((lsid['id'] as Binary).value()).toString('hex');
    const session = this.#byId.get(name);
    if (session === undefined) return;
    if (session.transaction?.state === 'in progress') session.transaction.end('aborted');
    this.#byId.delete(name);
    this.onEnd(session);
    session.snapshot?.view.close();
    session.snapshot = undefined;
  }

  /** Ends what has been idle too long. The record of retryable writes stays as long as the session might come back. */
  async expire(): Promise<void> {
    const now = this.#store.now();
    for (const session of [...this.#byId.values()]) {
      const { transaction } = session;
      const isStale = transaction?.state === 'in progress' && now - transaction.startedAt > this.#transactionLifetimeMs;
      if (isStale) await this.abort(session, transaction.number);
      if (now - session.lastUsed > sessionTimeoutMs) {
        this.end(session.lsid);
        await this.#forget(session);
      }
    }
  }

  async #forget(session: Session): Promise<void> {
    await this.#store.writer.submit((batch) => {
      for (const key of [...batch.keys('sessions', sessionRange(session.id))]) batch.remove('sessions', key);
    });
  }

  *openTransactions(): Generator<Transaction> {
    for (const { transaction } of this.#byId.values()) if (transaction?.state === 'in progress') yield transaction;
  }

  /** Aborts every open transaction, for a shutdown. */
  close(): void {
    for (const transaction of this.openTransactions()) transaction.end('aborted');
    for (const { snapshot } of this.#byId.values()) snapshot?.view.close();
  }
}

export const noSuchTransaction = (number: bigint): CommandFailure =>
  new CommandFailure(
    'NoSuchTransaction',
    `Given transaction number ${number} does not match any in-progress transactions. The active transaction number is -1`,
    transient,
  );

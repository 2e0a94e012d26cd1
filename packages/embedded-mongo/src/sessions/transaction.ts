import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Batch } from '../storage/batch.ts';
import type { Collection } from '../storage/collection.ts';
import type { TableName } from '../storage/environment.ts';
import { recordKey } from '../storage/keys.ts';
import type { Snapshot } from '../storage/lmdb-view.ts';
import { type LockHolder, lockName } from '../storage/locks.ts';
import type { LogEntry } from '../storage/oplog.ts';
import { OverlayView } from '../storage/overlay-view.ts';
import type { Store } from '../storage/store.ts';
import type { Entry, KeyRange } from '../storage/view.ts';
import type { WriteContext } from '../storage/write-context.ts';

export const transient = { errorLabels: ['TransientTransactionError'] } as const;

export const writeConflict = (): CommandFailure =>
  new CommandFailure(
    'WriteConflict',
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    transient,
  );

/** Writes of a transaction are held in memory until it commits; MongoDB's own limit used to be the same. */
const maxBytes = 256 * 1024 * 1024;

/**
 * A multi-document transaction: a snapshot with its own writes over it. A write takes its record or unique key at once
 * and fails when anybody has changed it since the snapshot, so that nothing is left to check at the commit.
 */
export class Transaction implements WriteContext, LockHolder {
  readonly number: bigint;
  readonly startedAt: number;
  readonly session: Document;
  /** Collections made for its writes, which go again if it aborts. */
  readonly created = new Set<Collection>();
  readonly touchedCollections = new Set<Collection>();
  state: 'in progress' | 'committing' | 'committed' | 'aborted' = 'in progress';
  readonly ended: Promise<void>;
  readonly #store: Store;
  readonly #locks = new Set<string>();
  readonly #counts = new Map<Collection, { count: number; bytes: number }>();
  readonly #log: LogEntry[] = [];
  #snapshot: Snapshot | undefined;
  #overlay: OverlayView | undefined;
  #bytes = 0;
  #resolveEnded: () => void = () => undefined;

  constructor(store: Store, session: Document, number: bigint) {
    this.#store = store;
    this.session = session;
    this.number = number;
    this.startedAt = store.now();
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** The snapshot is taken by the first read or write. */
  get view(): OverlayView {
    if (this.#overlay === undefined) {
      this.#snapshot = this.#store.snapshot();
      this.#overlay = new OverlayView(this.#snapshot);
    }
    return this.#overlay;
  }

  get sequence(): number {
    return this.view.sequence;
  }

  get hasWrites(): boolean {
    return this.#log.length > 0;
  }

  get(table: TableName, key: Buffer): Buffer | undefined {
    return this.view.get(table, key);
  }

  entries(table: TableName, range: KeyRange): Iterable<Entry> {
    return this.view.entries(table, range);
  }

  keys(table: TableName, range: KeyRange): Iterable<Buffer> {
    return this.view.keys(table, range);
  }

  count(table: TableName, range: KeyRange, limit?: number): number {
    return this.view.count(table, range, limit);
  }

  put(table: TableName, key: Buffer, value: Buffer): void {
    this.#bytes += key.length + value.length;
    if (this.#bytes > maxBytes)
      throw new CommandFailure('TransactionTooLarge', 'The transaction has more writes than can be held in memory.');
    this.view.put(table, key, value);
  }

  remove(table: TableName, key: Buffer): void {
    this.view.remove(table, key);
  }

  claimRecord(collection: Collection, recordId: number): void {
    this.#claim('records', recordKey(collection.id, recordId));
    this.touchedCollections.add(collection);
  }

  claimUniqueKey(entryKey: Buffer): Buffer | undefined {
    this.#claim('indexes', entryKey);
    return this.get('indexes', entryKey);
  }

  /** First come, first served: what another one holds, or has changed since the snapshot, is a conflict. */
  #claim(table: TableName, key: Buffer): void {
    const name = lockName(key);
    if (this.#locks.has(name)) return;
    void this.view;
    const isTaken = this.#store.locks.holderOf(name) !== undefined || this.#store.writer.isInFlight(name);
    if (isTaken || this.#hasChanged(table, key)) throw writeConflict();
    this.#store.locks.take(name, this);
    this.#locks.add(name);
  }

  #hasChanged(table: TableName, key: Buffer): boolean {
    const then = this.#snapshot?.get(table, key);
    const now = this.#store.newest().get(table, key);
    return then === undefined || now === undefined ? then !== now : !then.equals(now);
  }

  takeRecordId(collection: Collection): number {
    this.touchedCollections.add(collection);
    const id = collection.nextRecord;
    collection.nextRecord += 1;
    return id;
  }

  adjustCount(collection: Collection, records: number, bytes: number): void {
    const change = this.#counts.get(collection) ?? { count: 0, bytes: 0 };
    this.#counts.set(collection, { count: change.count + records, bytes: change.bytes + bytes });
  }

  noteCatalogChange(collection: Collection): void {
    this.#store.catalog.unsaved.add(collection);
  }

  log(entry: LogEntry): void {
    this.#log.push(entry);
  }

  /** Does all its writes within one LMDB transaction. */
  replay(batch: Batch): void {
    batch.actingFor = this;
    try {
      for (const name of this.#locks) batch.touch(name);
    } finally {
      batch.actingFor = undefined;
    }
    this.#overlay?.replay(batch);
    for (const [collection, { count, bytes }] of this.#counts) batch.adjustCount(collection, count, bytes);
    for (const entry of this.#log) batch.log(entry);
  }

  /** Lets go of everything; the writes are either on the disk by now or gone. */
  end(state: 'committed' | 'aborted'): void {
    if (this.state === 'committed' || this.state === 'aborted') return;
    this.state = state;
    this.#store.locks.release(this.#locks);
    this.#snapshot?.close();
    this.#snapshot = undefined;
    this.#overlay = undefined;
    this.#resolveEnded();
  }
}

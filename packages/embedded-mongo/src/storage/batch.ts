import type { Catalog } from './catalog.ts';
import type { Collection } from './collection.ts';
import type { Environment, TableName } from './environment.ts';
import { recordKey } from './keys.ts';
import { LmdbView } from './lmdb-view.ts';
import { BlockedByTransaction, type LockHolder, type LockTable, lockName } from './locks.ts';
import type { LogEntry, Oplog } from './oplog.ts';
import type { WriteContext } from './write-context.ts';

export interface BatchParts {
  readonly environment: Environment;
  readonly catalog: Catalog;
  readonly oplog: Oplog;
  readonly locks: LockTable;
  /** The number this batch's commit will have. */
  readonly sequence: number;
}

/**
 * The writes of one LMDB transaction. It lives only while that transaction's callback runs; what it changed in memory is
 * taken back when the transaction does not commit.
 */
export class Batch extends LmdbView implements WriteContext {
  readonly catalog: Catalog;
  readonly #oplog: Oplog;
  readonly #locks: LockTable;
  readonly #changedCounts = new Map<Collection, { count: number; bytes: number }>();
  readonly #undo: (() => void)[] = [];
  #saving: readonly Collection[] = [];
  /** The records and unique keys this batch changes, for transactions that must not overlook them while it is on its way. */
  readonly touched = new Set<string>();
  /** When set, locks held by this transaction do not block: the batch is its commit. */
  actingFor: LockHolder | undefined;

  constructor({ environment, catalog, oplog, locks, sequence }: BatchParts) {
    super(environment, sequence);
    this.catalog = catalog;
    this.#oplog = oplog;
    this.#locks = locks;
  }

  put(table: TableName, key: Buffer, value: Buffer): void {
    this.environment.tables[table].putSync(key, value);
  }

  remove(table: TableName, key: Buffer): void {
    this.environment.tables[table].removeSync(key);
  }

  claimRecord(collection: Collection, recordId: number): void {
    this.touch(lockName(recordKey(collection.id, recordId)));
  }

  claimUniqueKey(entryKey: Buffer): Buffer | undefined {
    this.touch(lockName(entryKey));
    return this.get('indexes', entryKey);
  }

  touch(name: string): void {
    const holder = this.#locks.holderOf(name);
    if (holder !== undefined && holder !== this.actingFor) throw new BlockedByTransaction(holder);
    this.touched.add(name);
  }

  takeRecordId(collection: Collection): number {
    const id = collection.nextRecord;
    collection.nextRecord += 1;
    return id;
  }

  adjustCount(collection: Collection, records: number, bytes: number): void {
    const change = this.#changedCounts.get(collection);
    if (change === undefined) this.#changedCounts.set(collection, { count: records, bytes });
    else {
      change.count += records;
      change.bytes += bytes;
    }
    collection.count += records;
    collection.bytes += bytes;
  }

  noteCatalogChange(collection: Collection): void {
    this.catalog.unsaved.add(collection);
  }

  log(entry: LogEntry): void {
    this.#oplog.append(this, entry);
  }

  /** What is to be done in memory when this batch turns out not to have happened. */
  onRollback(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Writes what belongs to the batch as a whole; the last thing done within the LMDB transaction. */
  finish(): void {
    this.#saving = [...this.catalog.unsaved];
    this.catalog.unsaved.clear();
    for (const collection of this.#saving) this.catalog.save(this, collection);
    for (const collection of this.#changedCounts.keys()) this.catalog.saveStatistics(this, collection);
    this.#oplog.finish(this);
  }

  committed(): void {
    this.#oplog.committed();
  }

  rollback(): void {
    this.#oplog.rolledBack();
    for (const collection of this.#saving) this.catalog.unsaved.add(collection);
    for (const undo of this.#undo.reverse()) undo();
    for (const [collection, { count, bytes }] of this.#changedCounts) {
      collection.count -= count;
      collection.bytes -= bytes;
    }
  }
}

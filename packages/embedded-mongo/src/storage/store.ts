import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure } from '../errors/command-failure.ts';
import { Catalog } from './catalog.ts';
import { LogicalClock } from './clock.ts';
import type { Collection } from './collection.ts';
import { type Environment, openEnvironment } from './environment.ts';
import { LmdbView, SharedRead, Snapshot } from './lmdb-view.ts';
import { acquireLock, type FolderLock } from './lock-file.ts';
import { LockTable } from './locks.ts';
import { newestLogTime, Oplog } from './oplog.ts';
import { checkAtStart } from './start-check.ts';
import { Writer } from './writer.ts';

export interface StoreOptions {
  readonly folder: string;
  /** How much change history is kept for change streams. */
  readonly oplogMaxBytes?: number;
  readonly mapSizeBytes?: number;
  readonly now?: () => number;
}

const defaultOplogBytes = 64 * 1024 * 1024;

/** One folder's data: LMDB, the catalog, the log and the writer over it. */
export class Store {
  readonly environment: Environment;
  readonly catalog: Catalog;
  readonly clock: LogicalClock;
  readonly oplog: Oplog;
  readonly locks = new LockTable();
  readonly writer: Writer;
  readonly now: () => number;
  readonly folder: string;
  /** Where sorts and groups put what memory does not hold; inside the folder, because it is the same data. */
  readonly spillFolder: string;
  readonly #lock: FolderLock;
  #shared: SharedRead | undefined;
  readonly #commitListeners = new Set<() => void>();

  constructor({ folder, oplogMaxBytes = defaultOplogBytes, mapSizeBytes, now = Date.now }: StoreOptions) {
    this.folder = folder;
    this.now = now;
    this.#lock = acquireLock(folder);
    this.spillFolder = join(folder, 'spill');
    try {
      rmSync(this.spillFolder, { recursive: true, force: true }); // What a crash left behind.
      mkdirSync(this.spillFolder, { mode: 0o700 });
      this.environment = openEnvironment({ folder, ...(mapSizeBytes === undefined ? {} : { mapSizeBytes }) });
      const view = new LmdbView(this.environment, 0);
      this.clock = new LogicalClock(newestLogTime(view), now);
      this.catalog = new Catalog(view);
      this.oplog = new Oplog(view, this.clock, oplogMaxBytes, now);
      checkAtStart(view, this.environment, this.catalog);
    } catch (error) {
      this.#lock.release();
      throw error;
    }
    const { environment, catalog, oplog, locks } = this;
    this.writer = new Writer({ environment, catalog, oplog, locks }, () => this.#committed());
  }

  /** The newest committed state, held until the snapshot is closed. */
  snapshot(): Snapshot {
    return new Snapshot(this.environment, this.#newestRead());
  }

  /** The newest committed state for reads that end within this turn of the event loop. */
  newest(): LmdbView {
    const { sequence, transaction } = this.#newestRead();
    return new LmdbView(this.environment, sequence, transaction);
  }

  #newestRead(): SharedRead {
    this.#shared ??= new SharedRead(this.environment, this.writer.sequence);
    return this.#shared;
  }

  #letGo(): void {
    this.#shared?.release();
    this.#shared = undefined;
  }

  /** Calls `listener` after each commit until the returned function is called. */
  onCommit(listener: () => void): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  #committed(): void {
    this.#letGo();
    for (const listener of this.#commitListeners) listener();
  }

  collection(database: string, name: string): Collection {
    const collection = this.catalog.find(database, name);
    if (collection === undefined) throw new CommandFailure('NamespaceNotFound', `Collection ${database}.${name} does not exist.`);
    return collection;
  }

  async close(): Promise<void> {
    await this.writer.idle();
    this.#letGo();
    await this.environment.close();
    rmSync(this.spillFolder, { recursive: true, force: true });
    this.#lock.release();
  }
}

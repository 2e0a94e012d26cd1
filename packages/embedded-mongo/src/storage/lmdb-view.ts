import type { RangeOptions } from 'lmdb';
import type { Environment, TableName } from './environment.ts';
import { UnknownPage } from './page-file.ts';
import type { Entry, KeyRange, View } from './view.ts';

type ReadTransaction = ReturnType<Environment['root']['useReadTransaction']>;

const rangeOptions = ({ start, end, reverse }: KeyRange, transaction: ReadTransaction | undefined): RangeOptions => ({
  ...(reverse ? { start: end, end: start, reverse: true, exclusiveStart: true, inclusiveEnd: true } : { start, end }),
  ...(transaction === undefined ? {} : { transaction }),
});

/** Reads LMDB: inside a write transaction its newest state, with a read transaction that transaction's snapshot. */
export class LmdbView implements View {
  readonly sequence: number;
  protected readonly environment: Environment;
  readonly #transaction: ReadTransaction | undefined;
  readonly #getOptions: { transaction: ReadTransaction } | undefined;

  constructor(environment: Environment, sequence: number, transaction?: ReadTransaction) {
    this.environment = environment;
    this.sequence = sequence;
    this.#transaction = transaction;
    this.#getOptions = transaction === undefined ? undefined : { transaction };
  }

  get(table: TableName, key: Buffer): Buffer | undefined {
    const reader = this.environment.tables[table] as unknown as BinaryReader;
    const shared = reader.getBinaryFast(key, this.#getOptions);
    return shared === undefined ? undefined : copyOf(shared, reader.lastSize);
  }

  *entries(table: TableName, range: KeyRange): Generator<Entry> {
    for (const { key, value } of this.environment.tables[table].getRange(rangeOptions(range, this.#transaction))) {
      yield { key: asBuffer(key), value: asBuffer(value) };
    }
  }

  *keys(table: TableName, range: KeyRange): Generator<Buffer> {
    for (const key of this.environment.tables[table].getKeys(rangeOptions(range, this.#transaction))) yield asBuffer(key);
  }

  count(table: TableName, range: KeyRange, limit?: number): number {
    const options = rangeOptions(range, this.#transaction);
    if (limit !== undefined) options.limit = limit;
    if (limit === undefined) return this.environment.tables[table].getKeysCount(options);
    let counted = 0;
    for (const _key of this.environment.tables[table].getKeys(options)) counted += 1;
    return counted;
  }
}

/** `getBinaryFast` gives a view of memory that the next read overwrites; its declaration leaves the options out. */
interface BinaryReader {
  readonly lastSize: number;
  getBinaryFast(key: Buffer, options: { transaction: ReadTransaction } | undefined): Uint8Array | undefined;
}

/** Small copies share Node's pool of memory, which is a good deal cheaper than one allocation each. */
const copyOf = (shared: Uint8Array, length: number): Buffer => {
  const bytes = Buffer.allocUnsafe(length);
  Buffer.prototype.copy.call(shared, bytes, 0, 0, length);
  return bytes;
};

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * One LMDB read transaction for everybody who reads the same commit: beginning one costs more than a small read does.
 * The store holds on to it until the next commit, so that no page is kept back longer than somebody reads it.
 */
export class SharedRead {
  readonly transaction: ReadTransaction;
  readonly sequence: number;
  /** The meta pages this transaction sees; unknown when a commit came in between. */
  readonly #metas: Buffer | undefined;
  #users = 1;

  constructor(environment: Environment, sequence: number) {
    environment.root.resetReadTxn();
    const before = environment.pages.readMetas();
    this.transaction = environment.root.useReadTransaction();
    this.#metas = environment.pages.readMetas().equals(before) ? before : undefined;
    this.sequence = sequence;
  }

  /** The root of the records as this transaction sees them. */
  recordsRoot(environment: Environment): number | undefined {
    try {
      return this.#metas && environment.pages.rootOf(this.#metas, 'records');
    } catch (error) {
      if (error instanceof UnknownPage) return undefined;
      throw error;
    }
  }

  take(): void {
    this.#users += 1;
  }

  release(): void {
    this.#users -= 1;
    if (this.#users === 0) this.transaction.done();
  }
}

/** A state that stays as it is until closed. LMDB cannot reuse the pages it sees, so it must not be forgotten. */
export class Snapshot extends LmdbView {
  readonly #shared: SharedRead;
  #isOpen = true;

  constructor(environment: Environment, shared: SharedRead) {
    super(environment, shared.sequence, shared.transaction);
    shared.take();
    this.#shared = shared;
  }

  /** A large part of the records is read page by page; what cannot be read so is read through the map from there on. */
  override *entries(table: TableName, range: KeyRange): Generator<Entry> {
    const root = range.isLarge && table === 'records' && !range.reverse ? this.#shared.recordsRoot(this.environment) : undefined;
    if (root === undefined) {
      yield* super.entries(table, range);
      return;
    }
    let { start } = range;
    try {
      for (const entry of this.environment.pages.entries(root, range.start, range.end)) {
        start = Buffer.concat([entry.key, Buffer.from([0])]);
        yield entry;
      }
    } catch (error) {
      if (!(error instanceof UnknownPage)) throw error;
      yield* super.entries(table, { ...range, start });
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#shared.release();
  }
}

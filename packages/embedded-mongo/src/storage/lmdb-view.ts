import type { RangeOptions } from 'lmdb';
import type { Environment, TableName } from './environment.ts';
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
  #users = 1;

  constructor(environment: Environment, sequence: number) {
    environment.root.resetReadTxn();
    this.transaction = environment.root.useReadTransaction();
    this.sequence = sequence;
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

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#shared.release();
  }
}

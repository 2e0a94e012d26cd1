import type { TableName } from './environment.ts';

/** Keys from `start` (inclusive) to `end` (exclusive) in byte order; `reverse` walks the same keys backwards. */
export interface KeyRange {
  readonly start: Buffer;
  readonly end: Buffer;
  readonly reverse?: boolean;
  /** So much is in it that it should not stay in memory when it has been read. */
  readonly isLarge?: boolean;
}

export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** One consistent state of the store: a snapshot, the newest state inside a write, or a transaction's own state. */
export interface View {
  /** The view shows every commit up to this number and none behind it; an index built later must not be used on it. */
  readonly sequence: number;
  get(table: TableName, key: Buffer): Buffer | undefined;
  entries(table: TableName, range: KeyRange): Iterable<Entry>;
  keys(table: TableName, range: KeyRange): Iterable<Buffer>;
  /** The number of keys in the range, counted no further than `limit`. */
  count(table: TableName, range: KeyRange, limit?: number): number;
}

export interface WritableView extends View {
  put(table: TableName, key: Buffer, value: Buffer): void;
  remove(table: TableName, key: Buffer): void;
}

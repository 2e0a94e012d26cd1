import type { Document } from '../bson/document.ts';
import type { Collection } from './collection.ts';
import type { LogEntry } from './oplog.ts';
import type { WritableView } from './view.ts';

/**
 * Where records are written: a batch that goes to disk with its LMDB transaction, or a multi-document transaction that
 * keeps its writes to itself until it commits.
 */
export interface WriteContext extends WritableView {
  /** Takes the record for writing, or throws when somebody else is changing or has changed it. */
  claimRecord(collection: Collection, recordId: number): void;
  /** Takes a key of a unique index and tells which record holds it. */
  claimUniqueKey(entryKey: Buffer): Buffer | undefined;
  takeRecordId(collection: Collection): number;
  adjustCount(collection: Collection, records: number, bytes: number): void;
  /** The collection's catalog entry has changed and is to be written with this batch. */
  noteCatalogChange(collection: Collection): void;
  log(entry: LogEntry): void;
}

export interface StoredRecord {
  readonly recordId: number;
  readonly bytes: Buffer;
  readonly document: Document;
}

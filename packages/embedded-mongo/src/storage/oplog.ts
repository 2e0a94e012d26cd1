import type { Binary, Long, Timestamp, UUID } from 'bson';
import { encode } from '../bson/codec.ts';
import type { Document } from '../bson/document.ts';
import type { LogicalClock } from './clock.ts';
import { timestampKey, timestampOfKey } from './clock.ts';
import type { View, WritableView } from './view.ts';

export type LogOperation =
  | 'insert'
  | 'update'
  | 'replace'
  | 'delete'
  | 'drop'
  | 'rename'
  | 'dropDatabase'
  | 'create'
  | 'createIndexes'
  | 'dropIndexes'
  | 'modify';

/** Which transaction an entry belongs to, as change events show it. */
export interface LogSession {
  readonly lsid: Document;
  readonly txnNumber: Long;
}

/** One change, as change streams need it: whole documents before and after, as they are stored. */
export interface LogEntry {
  readonly operation: LogOperation;
  readonly database: string;
  readonly collection: string;
  readonly uuid?: UUID | Binary;
  readonly before?: Buffer;
  readonly after?: Buffer;
  readonly details?: Document;
  readonly session?: LogSession;
}

const rawElement = (name: string, document: Buffer): Buffer =>
  Buffer.concat([Buffer.from([3]), Buffer.from(name, 'latin1'), Buffer.from([0]), document]);

const encodeEntry = (entry: LogEntry, wallMs: number): Buffer => {
  const { operation, database, collection, uuid, details, session } = entry;
  const head = encode({
    operation,
    database,
    collection,
    wall: new Date(wallMs),
    ...(uuid === undefined ? {} : { uuid }),
    ...(details === undefined ? {} : { details }),
    ...(session === undefined ? {} : { session }),
  });
  const parts = [head.subarray(0, -1)];
  if (entry.before !== undefined) parts.push(rawElement('before', entry.before));
  if (entry.after !== undefined) parts.push(rawElement('after', entry.after));
  const bytes = Buffer.concat([...parts, Buffer.from([0])]);
  bytes.writeInt32LE(bytes.length, 0);
  return bytes;
};

const everything = { start: Buffer.from([0]), end: Buffer.from([0xff]) };

export const newestLogTime = (view: View): Timestamp | undefined => {
  for (const key of view.keys('oplog', { ...everything, reverse: true })) return timestampOfKey(key);
  return undefined;
};

export const oldestLogTime = (view: View): Timestamp | undefined => {
  for (const key of view.keys('oplog', everything)) return timestampOfKey(key);
  return undefined;
};

const trimmedKey = Buffer.from('oplog/trimmed');
const sizeKey = Buffer.from('oplog/size');

/** The newest entry that had to go: who stands before it has missed something. */
export const trimmedTo = (view: View): Timestamp | undefined => {
  const key = view.get('meta', trimmedKey);
  return key === undefined ? undefined : timestampOfKey(key);
};

/**
 * The log of changes that change streams read. It is written with the change itself and keeps as much as `maxBytes`:
 * each batch clears away as much from the old end as it added at the new one.
 */
export class Oplog {
  readonly #clock: LogicalClock;
  readonly #maxBytes: number;
  readonly #now: () => number;
  /** Of the newest commit, and what the batch in hand adds to it or clears from it. */
  #bytes: number;
  #change = 0;

  constructor(view: View, clock: LogicalClock, maxBytes: number, now: () => number) {
    this.#clock = clock;
    this.#maxBytes = maxBytes;
    this.#now = now;
    this.#bytes = view.get('meta', sizeKey)?.readDoubleBE(0) ?? 0;
  }

  append(view: WritableView, entry: LogEntry): Timestamp {
    const time = this.#clock.next();
    const bytes = encodeEntry(entry, this.#now());
    view.put('oplog', timestampKey(time), bytes);
    this.#change += bytes.length;
    return time;
  }

  /** Clears the oldest entries where there are too many, a few more than needed, and notes the size. */
  finish(view: WritableView): void {
    if (this.#change === 0) return;
    if (this.#bytes + this.#change > this.#maxBytes) this.#trim(view);
    const size = Buffer.alloc(8);
    size.writeDoubleBE(this.#bytes + this.#change, 0);
    view.put('meta', sizeKey, size);
  }

  #trim(view: WritableView): void {
    const stale: Buffer[] = [];
    for (const { key, value } of view.entries('oplog', everything)) {
      stale.push(key);
      this.#change -= value.length;
      if (this.#bytes + this.#change <= this.#maxBytes * 0.98) break;
    }
    for (const key of stale) view.remove('oplog', key);
    const newestGone = stale.at(-1);
    if (newestGone !== undefined) view.put('meta', trimmedKey, newestGone);
  }

  committed(): void {
    this.#bytes += this.#change;
    this.#change = 0;
  }

  rolledBack(): void {
    this.#change = 0;
  }
}

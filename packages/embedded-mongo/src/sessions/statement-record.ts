import { Long } from 'bson';
import { decode, encode } from '../bson/codec.ts';
import type { Document } from '../bson/document.ts';
import { limits } from '../protocol/limits.ts';
import type { Store } from '../storage/store.ts';
import type { View, WritableView } from '../storage/view.ts';

/** Results of this many statements stand in one entry. */
const chunkSize = 1000;

/**
 * What a session's newest numbered command has done, so that a command that is sent twice is done once. It is written
 * with the writes themselves and therefore outlives a restart.
 */
export class StatementRecord {
  readonly txnNumber: bigint;
  isCommitted = false;
  readonly #results = new Map<number, Document>();
  #unsaved = new Set<number>();

  constructor(txnNumber: bigint) {
    this.txnNumber = txnNumber;
  }

  resultOf(statement: number): Document | undefined {
    return this.#results.get(statement);
  }

  remember(statement: number, result: Document): void {
    this.#results.set(statement, result);
    this.#unsaved.add(Math.floor(statement / chunkSize));
  }

  forget(statement: number): void {
    this.#results.delete(statement);
  }

  save(view: WritableView, sessionId: Buffer, now: number): void {
    this.#unsaved.add(0);
    for (const chunk of this.#unsaved) view.put('sessions', chunkKey(sessionId, chunk), this.#encodeChunk(chunk, now));
    this.#unsaved = new Set();
  }

  #encodeChunk(chunk: number, now: number): Buffer {
    const results: Document[] = [];
    for (let statement = chunk * chunkSize; statement < (chunk + 1) * chunkSize; statement += 1) {
      const result = this.#results.get(statement);
      if (result !== undefined) results.push({ statement, result });
    }
    return encode({ txnNumber: Long.fromBigInt(this.txnNumber), isCommitted: this.isCommitted, at: new Date(now), results });
  }

  static load(view: View, sessionId: Buffer): StatementRecord | undefined {
    const first = view.get('sessions', chunkKey(sessionId, 0));
    if (first === undefined) return undefined;
    const record = new StatementRecord((decode(first)['txnNumber'] as Long).toBigInt());
    for (const { value } of view.entries('sessions', sessionRange(sessionId))) record.#addChunk(decode(value));
    return record;
  }

  /** A chunk of an older command may still stand behind those of the newest. */
  #addChunk(chunk: Document): void {
    if ((chunk['txnNumber'] as Long).toBigInt() !== this.txnNumber) return;
    this.isCommitted ||= chunk['isCommitted'] === true;
    for (const { statement, result } of chunk['results'] as { statement: unknown; result: Document }[]) {
      this.#results.set(Number(statement), result);
    }
  }
}

const chunkKey = (sessionId: Buffer, chunk: number): Buffer => {
  const key = Buffer.allocUnsafe(sessionId.length + 4);
  sessionId.copy(key);
  key.writeUInt32BE(chunk, sessionId.length);
  return key;
};

export const sessionRange = (sessionId: Buffer): { start: Buffer; end: Buffer } => ({
  start: chunkKey(sessionId, 0),
  end: chunkKey(sessionId, 0xffffffff),
});

/** Sessions that have been silent for so long will not send anything again. */
const keptMs = limits.sessionTimeoutMinutes * 60_000;
const isFirstChunk = (key: Buffer): boolean => key.readUInt32BE(key.length - 4) === 0;

/** Removes the records of sessions that nobody has used for a while, some at a time. */
export const forgetOldStatements = async (store: Store): Promise<void> => {
  const oldest = store.now() - keptMs;
  const stale: Buffer[] = [];
  for (const { key, value } of store.newest().entries('sessions', { start: Buffer.from([0]), end: Buffer.from([0xff, 0xff]) })) {
    if (isFirstChunk(key) && (decode(value)['at'] as Date).getTime() < oldest) stale.push(key.subarray(0, -4));
    if (stale.length >= 1000) break;
  }
  if (stale.length === 0) return;
  await store.writer.submit((batch) => {
    for (const session of stale) for (const key of [...batch.keys('sessions', sessionRange(session))]) batch.remove('sessions', key);
  });
};

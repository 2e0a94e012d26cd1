import { randomBytes } from 'node:crypto';
import { CommandFailure } from '../errors/command-failure.ts';

/** A source of documents that are BSON already. It keeps what it needs until it is closed. */
export interface DocumentStream {
  /** The next document, or undefined at the end (of a tailing stream: for now). */
  next(): Promise<Buffer | undefined> | Buffer | undefined;
  close(): void;
  /** A change stream: an empty batch is not its end. */
  readonly isTailing?: boolean;
  /** A tailing stream that will never have anything again. */
  readonly isFinished?: boolean;
  /** Waits for something new to come, or for the time to pass. */
  awaitData?(maxMs: number): Promise<void>;
  /** More fields for the cursor part of a reply. */
  cursorFields?(): Record<string, unknown> | undefined;
}

export interface OpenCursor {
  readonly id: bigint;
  readonly database: string;
  readonly collection: string;
  readonly stream: DocumentStream;
  readonly sessionId: Buffer | undefined;
  readonly batchSize: number | undefined;
  readonly noTimeout: boolean;
  readonly maxTimeMs: number | undefined;
  lastUsed: number;
  isInUse: boolean;
}

export type NewCursor = Omit<OpenCursor, 'id' | 'lastUsed' | 'isInUse'>;

/** Cursors that are waiting for a getMore. */
export class CursorRegistry {
  readonly #cursors = new Map<bigint, OpenCursor>();
  readonly #now: () => number;
  readonly #idleMs: number;

  constructor(now: () => number, idleMs: number) {
    this.#now = now;
    this.#idleMs = idleMs;
  }

  get size(): number {
    return this.#cursors.size;
  }

  add(cursor: NewCursor): OpenCursor {
    const id = randomBytes(8).readBigInt64LE(0) & 0x7fffffffffffffffn;
    const open = { ...cursor, id, lastUsed: this.#now(), isInUse: false };
    this.#cursors.set(id, open);
    return open;
  }

  /** Takes the cursor for one batch; nobody else may use it meanwhile. */
  take(id: bigint, database: string, collection: string): OpenCursor {
    const cursor = this.#cursors.get(id);
    if (cursor === undefined) throw new CommandFailure('CursorNotFound', `cursor id ${id} not found`);
    if (cursor.database !== database || cursor.collection !== collection) {
      throw new CommandFailure(
        'Unauthorized',
        `Requested getMore on namespace '${database}.${collection}', but cursor belongs to a different namespace ${cursor.database}.${cursor.collection}`,
      );
    }
    if (cursor.isInUse) throw new CommandFailure('CursorInUse', `cursor id ${id} is already in use`);
    cursor.isInUse = true;
    return cursor;
  }

  giveBack(cursor: OpenCursor): void {
    cursor.isInUse = false;
    cursor.lastUsed = this.#now();
    if (!this.#cursors.has(cursor.id)) cursor.stream.close();
  }

  has(id: bigint): boolean {
    return this.#cursors.has(id);
  }

  /** Whether there was such a cursor. One that is just in use is closed when it is given back. */
  kill(id: bigint): boolean {
    const cursor = this.#cursors.get(id);
    if (cursor === undefined) return false;
    this.#cursors.delete(id);
    if (!cursor.isInUse) cursor.stream.close();
    return true;
  }

  killOfSession(sessionId: Buffer): void {
    for (const cursor of [...this.#cursors.values()]) if (cursor.sessionId?.equals(sessionId)) this.kill(cursor.id);
  }

  /** Ends cursors that nobody has asked for a while: each holds a snapshot, which keeps the file from reusing room. */
  expire(): void {
    const now = this.#now();
    for (const cursor of [...this.#cursors.values()]) {
      if (!cursor.isInUse && !cursor.noTimeout && now - cursor.lastUsed > this.#idleMs) this.kill(cursor.id);
    }
  }

  close(): void {
    for (const id of [...this.#cursors.keys()]) this.kill(id);
  }
}

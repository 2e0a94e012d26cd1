/** Whoever holds keys until it ends: a multi-document transaction. */
export interface LockHolder {
  /** Resolves when the holder has committed or aborted. */
  readonly ended: Promise<void>;
}

/** A single write met a key that an open transaction is changing: it waits for that one to end and tries again. */
export class BlockedByTransaction extends Error {
  readonly holder: LockHolder;

  constructor(holder: LockHolder) {
    super('The record is being changed by an open transaction.');
    this.holder = holder;
  }
}

/** The records and unique keys that open transactions have written. */
export class LockTable {
  readonly #holders = new Map<string, LockHolder>();

  holderOf(key: string): LockHolder | undefined {
    return this.#holders.size === 0 ? undefined : this.#holders.get(key);
  }

  take(key: string, holder: LockHolder): void {
    this.#holders.set(key, holder);
  }

  release(keys: Iterable<string>): void {
    for (const key of keys) this.#holders.delete(key);
  }
}

export const lockName = (key: Buffer): string => key.toString('latin1');

/** Work that overlaps, while its ends are taken in order. */
export interface InOrder {
  /**
   * Starts `work` as soon as fewer than `limit` are on their way and none of them holds one of `keys`; `commit` runs when it and everything before
   * it is done. Throws what earlier work threw.
   */
  add<Result>(keys: readonly string[], work: () => Promise<Result>, commit: (result: Result) => Promise<void>): Promise<void>;
  /** Waits for everything. */
  drain(): Promise<void>;
}

export function createInOrder(limit: number): InOrder {
  const onTheirWay: { readonly keys: ReadonlySet<string>; readonly end: Promise<void> }[] = [];
  let last: Promise<void> = Promise.resolve();
  const settleFirst = async () => {
    await onTheirWay[0]?.end;
    onTheirWay.shift();
  };
  return {
    add: async (keys, work, commit) => {
      while (onTheirWay.length >= limit || onTheirWay.some((other) => keys.some((key) => other.keys.has(key)))) await settleFirst();
      const before = last;
      const result = work();
      result.catch(() => {}); // Thrown by `end`, behind everything before it.
      const end = before.then(() => result).then(commit);
      end.catch(() => {}); // Thrown where the next one waits for it.
      last = end;
      onTheirWay.push({ keys: new Set(keys), end });
    },
    drain: async () => {
      while (onTheirWay.length > 0) await settleFirst();
    },
  };
}

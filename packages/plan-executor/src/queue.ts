/** What comes in its own time, read in the order of its coming. */
export interface Queue<Value> extends AsyncIterable<{ readonly value: Value; readonly isLast: boolean }> {
  push(value: Value): void;
  /** Ends the reading with an error. */
  fail(failure: unknown): void;
}

/** @param count how many values will come */
export function createQueue<Value>(count: number): Queue<Value> {
  const arrived: Value[] = [];
  let failed: { readonly failure: unknown } | undefined;
  let next = Promise.withResolvers<void>();
  const wake = (): void => {
    next.resolve();
    next = Promise.withResolvers();
  };
  return {
    push: (value) => {
      arrived.push(value);
      wake();
    },
    fail: (failure) => {
      failed = { failure };
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (let taken = 1; taken <= count; taken++) {
        while (arrived.length === 0 && failed === undefined) await next.promise;
        if (failed !== undefined) throw failed.failure;
        yield { value: arrived.shift() as Value, isLast: taken === count };
      }
    },
  };
}

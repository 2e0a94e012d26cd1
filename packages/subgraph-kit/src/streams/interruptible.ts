/** A generator that `return` ends also while it waits: it is given a signal for what it waits for. A plain one would go on waiting first. */
export function interruptible<Value>(
  run: (signal: AbortSignal) => AsyncGenerator<Value, void, undefined>,
): AsyncGenerator<Value, void, undefined> {
  const controller = new AbortController();
  const generator = run(controller.signal);
  const interrupted: AsyncGenerator<Value, void, undefined> = {
    next: () => generator.next(),
    return: (value) => {
      controller.abort();
      return generator.return(value);
    },
    throw: (failure) => {
      controller.abort();
      return generator.throw(failure);
    },
    [Symbol.asyncIterator]: () => interrupted,
    [Symbol.asyncDispose]: async () => {
      await interrupted.return();
    },
  };
  return interrupted;
}

/** @throws when `work` takes longer: a server that hangs must cost a moment, not the request */
export async function within<Value>(work: Promise<Value>, timeoutMs: number): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const refuse = (): void => late.reject(new Error('Redis did not answer in time.'));
  // Where this process was busy meanwhile, the answer may be there and not be read yet.
  const timer = setTimeout(() => setImmediate(refuse), timeoutMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

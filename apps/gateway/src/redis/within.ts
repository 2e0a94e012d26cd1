/** A server that hangs: it is there, and does not answer. */
export class LateAnswer extends Error {
  constructor() {
    super('Redis did not answer in time.');
    this.name = 'LateAnswer';
  }
}

/** @throws {LateAnswer} when `work` takes longer: a server that hangs must cost a moment, not the request */
export async function within<Value>(work: Promise<Value>, timeoutMs: number): Promise<Value> {
  const late = Promise.withResolvers<never>();
  // Where this process was busy meanwhile, the answer may be there and not be read yet.
  const timer = setTimeout(() => setImmediate(() => late.reject(new LateAnswer())), timeoutMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

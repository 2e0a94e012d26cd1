/** What `hello` promises to drivers, and what the server holds them to. */
export const limits = {
  maxBsonObjectSize: 16 * 1024 * 1024,
  /** Commands may exceed the document size by this much, as in MongoDB. */
  commandOverhead: 16 * 1024,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  /** MongoDB 8.0 */
  maxWireVersion: 25,
  minWireVersion: 0,
  sessionTimeoutMinutes: 30,
} as const;

export const serverVersion = '8.0.4';

import { setTimeout } from 'node:timers/promises';
import { type ClientSession, type Connection, createConnection } from 'mongoose';
import { storeFailure, translated } from './failures.ts';
import { type CommandWatcher, watchCommands } from './watch-commands.ts';

export interface ConnectOptions {
  /** `mongodb://...` of a replica set, a sharded cluster or the embedded server. */
  readonly url: string;
  /** The subgraph's own database. */
  readonly database: string;
  /** How long to look for a server before giving up. Default 5,000. */
  readonly serverSelectionTimeoutMs?: number;
  /** Connections kept at most. Default 20. */
  readonly poolSize?: number;
}

/** A connection to one subgraph's database; whoever opens it closes it. */
export interface StoreConnection {
  readonly mongoose: Connection;
  /** Whether the store answers now. */
  isReady(): Promise<boolean>;
  /** Runs `work` in one transaction. It may run twice (the driver retries), so it touches nothing but the store, through `session`. */
  transaction<Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result>;
  /** For traces: tells of every command that is sent from now on. */
  watchCommands(watcher: CommandWatcher): void;
  close(): Promise<void>;
}

/**
 * Connects to `database` and waits until the server answers.
 * @throws {StoreUnavailable} when it does not within `serverSelectionTimeoutMs`
 */
export async function connect(options: ConnectOptions): Promise<StoreConnection> {
  const connection = createConnection(options.url, {
    dbName: options.database,
    serverSelectionTimeoutMS: options.serverSelectionTimeoutMs ?? 5_000,
    maxPoolSize: options.poolSize ?? 20,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false, // A store that is gone is told at once, not after mongoose waited for it on its own.
    monitorCommands: true,
  });
  try {
    await connection.asPromise();
  } catch (failure) {
    await connection.destroy();
    throw storeFailure(failure);
  }
  return {
    mongoose: connection,
    isReady: () => answers(connection),
    transaction: (work) => translated(() => inTransaction(connection, work)),
    watchCommands: (watcher) => watchCommands(connection.getClient(), watcher),
    close: () => connection.close(),
  };
}

/** How long a store may take to say that it is there. */
const answerWithinMs = 1_000;

/** The driver would look for a server as long as a query may; whoever asks after health wants to know sooner. */
async function answers(connection: Connection): Promise<boolean> {
  const ping = connection.db?.command({ ping: 1 }).then(
    () => true,
    () => false,
  );
  return Promise.race([ping ?? false, setTimeout(answerWithinMs, false, { ref: false })]);
}

async function inTransaction<Result>(connection: Connection, work: (session: ClientSession) => Promise<Result>): Promise<Result> {
  const session = connection.getClient().startSession();
  try {
    return await session.withTransaction(() => work(session), { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } });
  } finally {
    await session.endSession();
  }
}

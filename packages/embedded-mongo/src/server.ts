import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { ObjectId } from 'bson';
import type { ServerContext } from './commands/command.ts';
import { CursorRegistry } from './cursors/registry.ts';
import { Housekeeper } from './housekeeping/housekeeper.ts';
import { Connection } from './protocol/connection.ts';
import { Sessions } from './sessions/sessions.ts';
import { Store } from './storage/store.ts';

export interface StoreServerConfig {
  /** Where the data lies; made if it is not there. One process at a time. */
  readonly folder: string;
  /** 0 for any free port. */
  readonly port?: number;
  /** A loopback address. */
  readonly host?: string;
  /** A Unix socket's path, instead of host and port. */
  readonly socketPath?: string;
  /** How much history is kept for change streams, 64 MB unless said otherwise. */
  readonly oplogMaxBytes?: number;
  readonly cursorIdleMs?: number;
  readonly transactionLifetimeMs?: number;
  /** How often TTL indexes, idle cursors and sessions are looked at. */
  readonly housekeepingMs?: number;
  /** Memory for one sort, 64 MB unless said otherwise. */
  readonly sortBytes?: number;
}

export interface StoreServer {
  /** What to give to mongoose or the driver. */
  readonly url: string;
  /** Number of commands by name since the start. */
  readonly counters: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export class AddressNotLoopback extends Error {}

const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;
const setName = 'health-graph';
const housekeepingMs = 5_000;

const listen = (server: Server, { host = '127.0.0.1', port = 0, socketPath }: StoreServerConfig): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath === undefined ? { host, port } : { path: socketPath }, resolve);
  });

const addressOf = (server: Server): string => {
  const address = server.address();
  if (address === null || typeof address === 'string') return address ?? '';
  return address.family === 'IPv6' ? `[${address.address}]:${address.port}` : `${address.address}:${address.port}`;
};

/** A driver looks for the members of a replica set by host and port, which a socket does not have. */
const urlOf = (address: string): string =>
  address.startsWith('/')
    ? `mongodb://${encodeURIComponent(address)}/?directConnection=true`
    : `mongodb://${address}/?replicaSet=${setName}`;

const open = (config: StoreServerConfig, stopping: AbortSignal): ServerContext => {
  const store = new Store({
    folder: config.folder,
    ...(config.oplogMaxBytes === undefined ? {} : { oplogMaxBytes: config.oplogMaxBytes }),
  });
  const cursors = new CursorRegistry(store.now, config.cursorIdleMs ?? 600_000);
  const sessions = new Sessions(store, config.transactionLifetimeMs ?? 60_000);
  sessions.onEnd = (session) => cursors.killOfSession(session.id);
  return {
    store,
    sessions,
    cursors,
    counters: new Map(),
    failures: new Map(),
    identity: { address: '', setName, processId: new ObjectId() },
    limits: { sortBytes: config.sortBytes ?? 64 * 1024 * 1024 },
    startedAt: store.now(),
    connections: { current: 0, total: 0 },
    stopping,
  };
};

/** Everybody who is connected, and the way in for others. */
const acceptConnections = (context: ServerContext): { readonly server: Server; readonly connections: Set<Connection> } => {
  const connections = new Set<Connection>();
  const server = createServer((socket) => {
    context.connections.total += 1;
    context.connections.current += 1;
    const connection = new Connection(context, socket, context.connections.total);
    connections.add(connection);
    socket.on('close', () => {
      connections.delete(connection);
      context.connections.current -= 1;
    });
  });
  return { server, connections };
};

/** Hangs up, lets what is being done come to its end, and closes the store behind it. */
const shutDown = async (context: ServerContext, server: Server, connections: ReadonlySet<Connection>): Promise<void> => {
  const working = [...connections];
  const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const connection of working) connection.destroy();
  await stopped;
  context.sessions.close();
  await Promise.all(working.map((connection) => connection.finished));
  context.cursors.close();
  await context.store.close();
};

/** Opens the folder and serves it. Only this machine can reach it: there is no sign-in. */
export const start = async (config: StoreServerConfig): Promise<StoreServer> => {
  if (config.socketPath === undefined && !loopback.test(config.host ?? '127.0.0.1')) {
    throw new AddressNotLoopback(`The embedded store listens on loopback only, not on ${config.host}.`);
  }
  const stopping = new AbortController();
  const context = open(config, stopping.signal);
  const { server, connections } = acceptConnections(context);
  try {
    await listen(server, config);
  } catch (error) {
    await context.store.close();
    throw error;
  }
  context.identity.address = addressOf(server);
  const housekeeper = new Housekeeper(context, config.housekeepingMs ?? housekeepingMs);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stopping.abort();
    await housekeeper.stop();
    await shutDown(context, server, connections);
    if (config.socketPath !== undefined) rmSync(config.socketPath, { force: true });
  };
  return {
    url: urlOf(context.identity.address),
    counters: context.counters,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
};

import { statSync } from 'node:fs';
import os from 'node:os';
import { Double, Int32, Long } from 'bson';
import type { Document } from '../bson/document.ts';
import { isDocument } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { limits, serverVersion } from '../protocol/limits.ts';
import type { Collection } from '../storage/collection.ts';
import { integer } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';

export const ping = (): CommandResult => ({});

const versionArray = [...serverVersion.split('.').map((part) => new Int32(Number(part))), new Int32(0)];

export const buildInfo = (): CommandResult => ({
  version: serverVersion,
  gitVersion: 'health-graph-embedded',
  modules: [],
  allocator: 'system',
  javascriptEngine: 'none',
  sysInfo: 'deprecated',
  versionArray,
  bits: new Int32(64),
  debug: false,
  maxBsonObjectSize: new Int32(limits.maxBsonObjectSize),
  storageEngines: ['lmdb'],
});

export const connectionStatus = (): CommandResult => ({
  authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
});

const opcounterNames = ['insert', 'query', 'update', 'delete', 'getmore', 'command'] as const;
const opcounterOf: Readonly<Record<string, (typeof opcounterNames)[number]>> = {
  insert: 'insert', find: 'query', update: 'update', delete: 'delete', getMore: 'getmore',
}; // biome-ignore format: one table

const opcounters = (counters: ReadonlyMap<string, number>): Document => {
  const totals: Record<string, number> = Object.fromEntries(opcounterNames.map((name) => [name, 0]));
  for (const [name, times] of counters) {
    const counter = opcounterOf[name] ?? 'command';
    totals[counter] = (totals[counter] ?? 0) + times;
  }
  return Object.fromEntries(Object.entries(totals).map(([name, total]) => [name, Long.fromNumber(total)]));
};

export const serverStatus = (call: CommandCall): CommandResult => {
  const { server } = call;
  const upMs = server.store.now() - server.startedAt;
  const commands = [...server.counters].map(([name, total]) => [
    name,
    { total: Long.fromNumber(total), failed: Long.fromNumber(server.failures.get(name) ?? 0) },
  ]);
  return {
    host: os.hostname(),
    version: serverVersion,
    process: 'health-graph-store',
    pid: Long.fromNumber(process.pid),
    uptime: new Double(upMs / 1000),
    uptimeMillis: Long.fromNumber(upMs),
    localTime: new Date(server.store.now()),
    connections: {
      current: new Int32(server.connections.current),
      available: new Int32(10000),
      totalCreated: integer(server.connections.total),
    },
    opcounters: opcounters(server.counters),
    metrics: { commands: Object.fromEntries(commands), cursor: { open: { total: integer(server.cursors.size) } } },
    logicalSessionRecordCache: { activeSessionsCount: integer(server.sessions.size) },
    repl: { setName: server.identity.setName, isWritablePrimary: true, hosts: [server.identity.address], me: server.identity.address },
    storageEngine: { name: 'lmdb', supportsCommittedReads: true, persistent: true, readOnly: false },
    mem: { bits: new Int32(64), resident: integer(Math.round(process.memoryUsage.rss() / 1048576)), supported: true },
    transactions: { currentOpen: Long.fromNumber([...server.sessions.openTransactions()].length) },
  };
};

const parameters: Readonly<Record<string, unknown>> = {
  featureCompatibilityVersion: { version: '8.0' },
  authenticationMechanisms: [],
  requireApiVersion: false,
  transactionLifetimeLimitSeconds: new Int32(60),
  logLevel: new Int32(0),
  quiet: false,
};

export const getParameter = (call: CommandCall): CommandResult => {
  const wanted = call.body['getParameter'];
  if (wanted === '*' || isDocument(wanted)) return { ...parameters };
  const found = Object.entries(parameters).filter(([name]) => name in call.body);
  if (found.length === 0) throw new CommandFailure('InvalidOptions', 'no option found to get');
  return Object.fromEntries(found);
};

export const hostInfo = (call: CommandCall): CommandResult => ({
  system: {
    currentTime: new Date(call.server.store.now()),
    hostname: os.hostname(),
    cpuAddrSize: new Int32(64),
    numCores: new Int32(os.cpus().length),
  },
  os: { type: os.type(), name: os.platform(), version: os.release() },
});

export const whatsMyUri = (call: CommandCall): CommandResult => ({ you: `127.0.0.1:${call.connection.id}` });

export const getCmdLineOpts = (): CommandResult => ({ argv: ['health-graph-store'], parsed: {} });

export const getLog = (call: CommandCall): CommandResult =>
  call.body['getLog'] === '*' ? { names: ['global', 'startupWarnings'] } : { totalLinesWritten: new Int32(0), log: [] };

export const replSetGetStatus = (call: CommandCall): CommandResult => {
  const { identity, store } = call.server;
  const member = { _id: new Int32(0), name: identity.address, health: new Double(1), state: new Int32(1), stateStr: 'PRIMARY', self: true };
  return { set: identity.setName, date: new Date(store.now()), myState: new Int32(1), term: Long.fromNumber(1), members: [member] };
};

const fileBytes = (path: string): number => {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
};

export const dbStats = (call: CommandCall): CommandResult => {
  const { store } = call.server;
  const collections = store.catalog.collectionsOf(call.database);
  const objects = collections.reduce((sum, { count }) => sum + count, 0);
  const bytes = collections.reduce((sum, collection) => sum + collection.bytes, 0);
  const file = fileBytes(store.environment.file);
  return {
    db: call.database,
    collections: integer(collections.filter(({ options }) => options['viewOn'] === undefined).length),
    views: integer(collections.filter(({ options }) => options['viewOn'] !== undefined).length),
    objects: integer(objects),
    avgObjSize: new Double(objects === 0 ? 0 : bytes / objects),
    dataSize: new Double(bytes),
    storageSize: new Double(file),
    indexes: integer(collections.reduce((sum, { indexes }) => sum + indexes.length, 0)),
    indexSize: new Double(0),
    totalSize: new Double(file),
    scaleFactor: new Double(1),
  };
};

export const collectionStatistics = (collection: Collection | undefined): Document => {
  const { count = 0, bytes = 0, indexes = [] } = collection ?? {};
  return {
    size: integer(bytes),
    count: integer(count),
    ...(count === 0 ? {} : { avgObjSize: integer(Math.round(bytes / count)) }),
    storageSize: integer(bytes),
    capped: false,
    nindexes: integer(indexes.length),
    indexDetails: {},
    indexSizes: Object.fromEntries(indexes.map((index) => [index.name, new Int32(0)])),
    totalSize: integer(bytes),
    scaleFactor: new Int32(1),
  };
};

export const collStats = (call: CommandCall): CommandResult => {
  const name = String(call.body[call.name]);
  return { ns: `${call.database}.${name}`, ...collectionStatistics(call.server.store.catalog.find(call.database, name)) };
};

import { create, drop, dropDatabase, listCollections, listDatabases, listIndexes, renameCollection } from './administration.ts';
import { aggregate } from './aggregate.ts';
import { bulkWrite } from './bulk-write.ts';
import type { Command } from './command.ts';
import { count } from './count.ts';
import { createIndexes, dropIndexes } from './create-indexes.ts';
import { deleteCommand } from './delete.ts';
import {
  buildInfo,
  collStats,
  connectionStatus,
  dbStats,
  getCmdLineOpts,
  getLog,
  getParameter,
  hostInfo,
  ping,
  replSetGetStatus,
  serverStatus,
  whatsMyUri,
} from './diagnostics.ts';
import { distinct } from './distinct.ts';
import { explain } from './explain.ts';
import { find } from './find.ts';
import { findAndModify } from './find-and-modify.ts';
import { getMore, killCursors } from './get-more.ts';
import { hello } from './hello.ts';
import { insert } from './insert.ts';
import { collMod, dataSize, fsync, validate } from './maintenance.ts';
import { abortTransaction, commitTransaction, endSessions, killAllSessions, refreshSessions, startSession } from './session-commands.ts';
import { currentOp, listCommands, logout, setParameter } from './small-commands.ts';
import { update } from './update.ts';

/** Every command this server answers; the name is the first field of what a client sends. */
export const commands: Readonly<Record<string, Command>> = {
  hello: { run: hello },
  isMaster: { run: hello },
  ismaster: { run: hello },
  ping: { run: ping },
  buildInfo: { run: buildInfo },
  buildinfo: { run: buildInfo },
  connectionStatus: { run: connectionStatus },
  serverStatus: { run: serverStatus },
  getParameter: { run: getParameter },
  getCmdLineOpts: { run: getCmdLineOpts },
  getLog: { run: getLog },
  hostInfo: { run: hostInfo },
  whatsmyuri: { run: whatsMyUri },
  replSetGetStatus: { run: replSetGetStatus },
  dbStats: { run: dbStats },
  dbstats: { run: dbStats },
  collStats: { run: collStats },
  collstats: { run: collStats },

  listDatabases: { run: listDatabases },
  listCollections: { run: listCollections },
  listIndexes: { run: listIndexes },
  create: { run: create, inTransaction: true },
  drop: { run: drop },
  dropDatabase: { run: dropDatabase },
  renameCollection: { run: renameCollection },
  createIndexes: { run: createIndexes, inTransaction: true },
  dropIndexes: { run: dropIndexes },
  deleteIndexes: { run: dropIndexes },
  collMod: { run: collMod },
  validate: { run: validate },
  dataSize: { run: dataSize },
  fsync: { run: fsync },

  insert: { run: insert, inTransaction: true, isRetryable: true },
  update: { run: update, inTransaction: true, isRetryable: true },
  delete: { run: deleteCommand, inTransaction: true, isRetryable: true },
  findAndModify: { run: findAndModify, inTransaction: true, isRetryable: true },
  findandmodify: { run: findAndModify, inTransaction: true, isRetryable: true },
  bulkWrite: { run: bulkWrite, inTransaction: true, isRetryable: true },
  explain: { run: explain },
  find: { run: find, inTransaction: true },
  getMore: { run: getMore, inTransaction: true },
  killCursors: { run: killCursors, inTransaction: true },
  count: { run: count },
  distinct: { run: distinct, inTransaction: true },
  aggregate: { run: aggregate, inTransaction: true },

  listCommands: { run: listCommands },
  currentOp: { run: currentOp },
  setParameter: { run: setParameter },
  logout: { run: logout },
  startSession: { run: startSession },
  endSessions: { run: endSessions },
  refreshSessions: { run: refreshSessions },
  killSessions: { run: endSessions },
  killAllSessions: { run: killAllSessions },
  killAllSessionsByPattern: { run: killAllSessions },
  commitTransaction: { run: commitTransaction },
  abortTransaction: { run: abortTransaction },
};

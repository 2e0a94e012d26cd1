import { Int32, Long, ObjectId } from 'bson';
import { equalBson } from '../bson/compare.ts';
import type { Document } from '../bson/document.ts';
import { isDocument } from '../bson/document.ts';
import { toDouble } from '../bson/numbers.ts';
import { limits } from '../protocol/limits.ts';
import { flag } from './arguments.ts';
import type { CommandCall, CommandResult, ServerContext } from './command.ts';

/** A single node that calls itself the primary of a replica set, as drivers want for transactions and change streams. */
const describe = (server: ServerContext): Document => {
  const { identity, store } = server;
  const now = new Date(store.now());
  const opTime = { ts: store.clock.last, t: Long.fromNumber(1) };
  return {
    topologyVersion: topologyVersion(server),
    hosts: [identity.address],
    setName: identity.setName,
    setVersion: new Int32(1),
    isWritablePrimary: true,
    secondary: false,
    primary: identity.address,
    me: identity.address,
    electionId: new ObjectId('7fffffff0000000000000001'),
    lastWrite: { opTime, lastWriteDate: now, majorityOpTime: opTime, majorityWriteDate: now },
    maxBsonObjectSize: new Int32(limits.maxBsonObjectSize),
    maxMessageSizeBytes: new Int32(limits.maxMessageSizeBytes),
    maxWriteBatchSize: new Int32(limits.maxWriteBatchSize),
    localTime: now,
    logicalSessionTimeoutMinutes: new Int32(limits.sessionTimeoutMinutes),
    minWireVersion: new Int32(limits.minWireVersion),
    maxWireVersion: new Int32(limits.maxWireVersion),
    readOnly: false,
  };
};

const topologyVersion = (server: ServerContext): Document => ({ processId: server.identity.processId, counter: Long.fromNumber(6) });

/** The topology of one node never changes: a waiting monitor is answered when its time is over. */
const awaitChange = async (call: CommandCall): Promise<void> => {
  const known = call.body['topologyVersion'];
  const waitMs = toDouble(call.body['maxAwaitTimeMS'] ?? 0);
  if (!isDocument(known) || !equalBson(known, topologyVersion(call.server)) || !(waitMs > 0)) return;
  const { stopping } = call.server;
  const { closed } = call.connection;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stopping.removeEventListener('abort', done);
      closed.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    stopping.addEventListener('abort', done);
    closed.addEventListener('abort', done);
  });
};

export const hello = async (call: CommandCall): Promise<CommandResult> => {
  const { connection, server, body } = call;
  if (isDocument(body['client'])) connection.clientMetadata = body['client'];
  await awaitChange(call);
  const isLegacy = call.name !== 'hello';
  return {
    ...(flag(body['helloOk']) || !isLegacy ? { helloOk: true } : {}),
    ...(isLegacy ? { ismaster: true } : {}),
    ...describe(server),
    connectionId: new Int32(connection.id),
  };
};

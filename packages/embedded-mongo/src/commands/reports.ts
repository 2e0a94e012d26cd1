import { Double, Long } from 'bson';
import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Namespace } from '../query/stages/stage.ts';
import { integer } from './arguments.ts';
import type { CommandCall } from './command.ts';
import { collectionStatistics } from './diagnostics.ts';

const collStats = (call: CommandCall, { database, collection: name }: Namespace, spec: Document): Document => {
  const { store } = call.server;
  const collection = store.catalog.find(database, name);
  if (collection === undefined) throw new CommandFailure('NamespaceNotFound', `Collection [${database}.${name}] not found.`);
  return {
    ns: `${database}.${name}`,
    localTime: new Date(store.now()),
    ...(spec['count'] === undefined ? {} : { count: integer(collection.count) }),
    ...(spec['storageStats'] === undefined ? {} : { storageStats: collectionStatistics(collection) }),
    ...(spec['latencyStats'] === undefined ? {} : { latencyStats: {} }),
  };
};

function* indexStats(call: CommandCall, { database, collection: name }: Namespace): Generator<Document> {
  const { store, identity, startedAt } = call.server;
  for (const index of store.catalog.find(database, name)?.indexes ?? []) {
    const accesses = { ops: Long.fromNumber(0), since: new Date(startedAt) };
    yield { name: index.name, key: index.spec['key'], host: identity.address, accesses, spec: index.spec };
  }
}

function* sessions(call: CommandCall): Generator<Document> {
  for (const session of call.server.sessions.all()) yield { _id: session.lsid, lastUse: new Date(session.lastUsed) };
}

function* currentOperations(call: CommandCall): Generator<Document> {
  yield {
    type: 'op',
    host: call.server.identity.address,
    connectionId: integer(call.connection.id),
    active: true,
    opid: integer(call.connection.id),
    secs_running: Long.fromNumber(0),
    microsecs_running: new Double(0),
    op: 'command',
    ns: `${call.database}.$cmd.aggregate`,
    command: { aggregate: call.body['aggregate'], pipeline: call.body['pipeline'] },
  };
}

/** The stages that report on the server instead of reading a collection. */
export async function* reportStage(call: CommandCall, stage: string, namespace: Namespace, spec: unknown): AsyncGenerator<Document> {
  switch (stage) {
    case '$collStats':
      yield collStats(call, namespace, spec as Document);
      return;
    case '$indexStats':
      yield* indexStats(call, namespace);
      return;
    case '$currentOp':
      yield* currentOperations(call);
      return;
    case '$listSessions':
    case '$listLocalSessions':
      yield* sessions(call);
      return;
    case '$planCacheStats':
      return;
    default:
      throw new CommandFailure(40324, `Unrecognized pipeline stage name: '${stage}'`);
  }
}

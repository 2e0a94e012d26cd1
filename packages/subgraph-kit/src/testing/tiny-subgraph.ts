import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '@health-graph/embedded-mongo';
import { condition, type IngestLine, recordId } from '@health-graph/records';
import { connect, createCursors, type PermittedStore, permitted, type RecordStore, recordStore } from '@health-graph/store';
import type { FormattedExecutionResult } from 'graphql';
import { type LiveEvent, type LiveEvents, memoryLiveEvents } from '../live/live-events.ts';
import { listLoader, loaderById } from '../loaders.ts';
import { type PageArguments, pageArguments, type RawPageArguments } from '../page-arguments.ts';
import { type RunningSubgraph, type SubgraphConfig, startSubgraph } from '../start-subgraph.ts';
import { testConfig } from './open-subgraph.ts';
import { openPolicies, type TestGateway, testGateway } from './test-gateway.ts';

/** A subgraph with one record type, as an app would be written, so that the kit is tested as it is used. */
export const sdl = [
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@policy"])
   scalar DateTime`,
  `type Query {
     condition(id: ID!): Condition
     conditions(since: DateTime, status: Status, input: Narrowing, first: Int, after: String): ConditionConnection
     byCode(code: ID): Condition
     fails: String
     waits: String
   }
   type Subscription { conditionRecorded: Condition @policy(policies: [["clinical"]]) }
   input Narrowing { patientId: ID, note: String, status: Status }
   enum Status { ACTIVE RESOLVED }
   type Patient @key(fields: "id") { id: ID! conditions(first: Int, after: String): ConditionConnection }
   type Condition @key(fields: "id") { id: ID! onset: DateTime note: String subject: Patient @policy(policies: [["clinical"]]) }
   type ConditionConnection { edges: [ConditionEdge!]! pageInfo: PageInfo! }
   type ConditionEdge { cursor: String! node: Condition! }
   type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }`,
];

const definitions = { Condition: condition } as const;
type Store = RecordStore<typeof definitions>;

const createContext = ({ collections }: PermittedStore<typeof definitions>) => ({
  conditions: collections.Condition,
  condition: loaderById((ids) => collections.Condition.byIds(ids)),
  conditionsOf: listLoader((parentIds, asked: PageArguments) =>
    collections.Condition.pagesByParent({ parentField: 'patientId', parentIds, ...asked }),
  ),
});
type Context = ReturnType<typeof createContext>;

const resolversWith = (waiting: Promise<string>, live: LiveEvents, onClosed: () => void) => ({
  Subscription: {
    conditionRecorded: {
      subscribe: async () => {
        const events = await live.subscribe('conditionRecorded');
        return {
          ...events,
          return: () => events.return?.().finally(onClosed),
          [Symbol.asyncIterator]() {
            return this;
          },
        };
      },
      resolve: ({ id }: LiveEvent, _args: unknown, { condition }: Context) => condition.load(id ?? ''),
    },
  },
  Query: {
    condition: (_root: unknown, { id }: { id: string }, { condition }: Context) => condition.load(id),
    conditions: (_root: unknown, asked: RawPageArguments, { conditions }: Context) => conditions.page(pageArguments(asked)),
    fails: () => {
      throw new Error('The value Nguyễn Thị Hòa is not expected.');
    },
    waits: () => waiting,
  },
  Condition: {
    __resolveReference: ({ id }: { id: string }, { condition }: Context) => condition.load(id),
    subject: ({ patientId }: { patientId: string }) => ({ id: patientId }),
  },
  Patient: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    conditions: ({ id }: { id: string }, asked: RawPageArguments, { conditionsOf }: Context) => conditionsOf.load(id, pageArguments(asked)),
  },
});

export const secret = '0123456789abcdef0123456789abcdef';

export interface TinySubgraph extends RunningSubgraph {
  readonly store: Store;
  /** Settles when its subscription stops to listen. */
  readonly streamClosed: Promise<void>;
  /** Lets `Query.waits` answer. */
  readonly release: () => void;
  readonly gateway: TestGateway;
  /** What its subscription listens to. */
  readonly live: LiveEvents;
  readonly ask: (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answer>;
  /** Ends the embedded server under the subgraph. */
  readonly stopServer: () => Promise<void>;
}

export interface Answer extends FormattedExecutionResult<Record<string, unknown>> {
  readonly status: number;
}

/** Starts it on an embedded server of its own. */
export async function startTinySubgraph(config: Partial<SubgraphConfig> = {}): Promise<TinySubgraph> {
  const folder = await mkdtemp(join(tmpdir(), 'health-graph-kit-'));
  const server = await start({ folder, host: '127.0.0.1', port: 0 });
  const store = recordStore(await connect({ url: server.url, database: 'tiny', serverSelectionTimeoutMs: 1_000 }), {
    definitions,
    labelsOf: () => [],
    cursors: createCursors(secret),
  });
  await store.prepare();
  const waiting = Promise.withResolvers<string>();
  const gateway = testGateway('tiny');
  const live = memoryLiveEvents();
  const streamClosed = Promise.withResolvers<void>();
  const subgraph = await startSubgraph({
    live,
    name: 'tiny',
    sdl,
    resolvers: resolversWith(waiting.promise, live, streamClosed.resolve),
    store,
    policies: openPolicies,
    owns: { Condition: 'clinical' },
    config: { ...testConfig(gateway), internalSecret: secret, ...config },
    createContext: ({ permissions }) => createContext(permitted(store, permissions)),
  });
  const stopServer = async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    url: subgraph.url,
    store,
    live,
    streamClosed: streamClosed.promise,
    release: () => waiting.resolve('at last'),
    gateway,
    ask: async (query, variables) => {
      const { status, text } = await gateway.send(subgraph.url, JSON.stringify({ query, variables }), { caller: {} });
      const { extensions: _extensions, ...answer } = JSON.parse(text) as FormattedExecutionResult<Record<string, unknown>>;
      return { status, ...answer };
    },
    stopServer,
    close: async () => {
      await subgraph.close();
      await stopServer();
    },
  };
}

export const patientOf = (name: string): string => recordId('test', 'Patient', name);
export const conditionOf = (name: string): string => recordId('test', 'Condition', name);

/** A condition as an ingest line. */
export function aCondition(name: string, { patient = 'hoa', note = `note of ${name}` } = {}): IngestLine {
  const data = { patientId: patientOf(patient), onset: '1957-03', recordedDate: '2024-05-01', note };
  const document = JSON.stringify({ resourceType: 'Condition', ...data });
  const hash = createHash('sha256').update(document).digest('hex');
  return {
    type: 'Condition',
    id: conditionOf(name),
    patientId: data.patientId,
    source: { system: 'test', type: 'Condition', id: name, hash },
    data,
    document,
  };
}

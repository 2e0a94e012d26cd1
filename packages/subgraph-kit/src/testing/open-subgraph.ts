import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEntry } from '@health-graph/audit';
import { start as startStore } from '@health-graph/embedded-mongo';
import { type CommandCount, countCommands, type StoreConnection } from '@health-graph/store';
import type { RunningSubgraph, SubgraphConfig } from '../start-subgraph.ts';
import type { SubgraphStore } from '../subgraph-store.ts';
import { lineOf, type TestRecord } from './line-of.ts';
import { type AskedBy, openPolicies, type TestGateway, testGateway } from './test-gateway.ts';

export const internalSecret = 'a secret of tests, 32 characters or more';

/** The settings of a subgraph that this test's gateway asks, over the open policy table. */
export const testConfig = ({ trust, factsOf }: TestGateway) =>
  ({ host: '127.0.0.1', port: 0, internalSecret, logLevel: 'silent', trust, factsOf, policies: openPolicies }) as const;

/** An app as its tests open it. */
export interface TestedApp<Store> {
  readonly name: string;
  readonly openStore: (location: {
    readonly storeUrl: string;
    readonly database: string;
    readonly internalSecret: string;
  }) => Promise<Store>;
  readonly serve: (store: Store, config: SubgraphConfig) => Promise<RunningSubgraph>;
  /** `open`, the default, shows everything: for tests about resolvers. `enforced` is the real policy table. */
  readonly permissions?: 'open' | 'enforced';
}

export interface Answer {
  readonly extensions?: { readonly audit?: { readonly entries: readonly AuditEntry[] } };
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: unknown;
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

export type Variables = Readonly<Record<string, unknown>>;

/** An app over HTTP, on a store of its own. */
export interface OpenSubgraph<Store> {
  readonly url: string;
  /** The server that holds the store. */
  readonly storeUrl: string;
  readonly store: Store;
  /** Puts records in, past HTTP; each must be taken. */
  keep(...records: readonly TestRecord[]): Promise<void>;
  ask(query: string, variables?: Variables): Promise<Answer>;
  /** The same for a caller of one's own, decided by these facts; with the text of the answer, letter for letter. */
  askAs(by: AskedBy, query: string, variables?: Variables): Promise<Answer & { readonly text: string }>;
  /** What reaches that caller, as text: the gateway takes the account of what was shown and refused out of the answer. */
  toldTo(by: AskedBy, query: string, variables?: Variables): Promise<string>;
  /** The data of an answer, which must have no errors; the test says what it asked for. */
  dataOf<Data>(query: string, variables?: Variables): Promise<Data>;
  /** What the store is asked for one operation, which must succeed. */
  commandsOf(query: string, variables?: Variables): Promise<CommandCount>;
  close(): Promise<void>;
}

/** Starts the app over the server that `MONGODB_URL` names, or over an embedded one. */
export async function openSubgraph<Store extends SubgraphStore & { readonly connection: StoreConnection }>({
  name,
  openStore,
  serve,
  permissions = 'open',
}: TestedApp<Store>): Promise<OpenSubgraph<Store>> {
  const folder = await mkdtemp(join(tmpdir(), `health-graph-${name}-`));
  const given = process.env['MONGODB_URL'];
  const embedded = given === undefined ? await startStore({ folder, host: '127.0.0.1', port: 0 }) : undefined;
  const storeUrl = embedded?.url ?? given ?? '';
  const store = await openStore({ storeUrl, database: `${name}_test_${process.pid}`, internalSecret });
  const gateway = testGateway(name);
  const { policies, ...enforced } = testConfig(gateway);
  const { url, close } = await serve(store, permissions === 'open' ? { ...enforced, policies } : enforced);
  const askAs: OpenSubgraph<Store>['askAs'] = async (by, query, variables = {}) => {
    const { text } = await gateway.send(url, JSON.stringify({ query, variables }), by);
    return { ...(JSON.parse(text) as Answer), text };
  };
  /** What a client sees: the gateway keeps the account of what was shown. */
  const ask = async (query: string, variables?: Variables): Promise<Answer> => {
    const { text: _text, extensions: _extensions, ...answer } = await askAs({ caller: {} }, query, variables);
    return answer;
  };
  const dataOf = async <Data>(query: string, variables?: Variables): Promise<Data> => {
    const { data, errors } = await ask(query, variables);
    if (errors) throw new Error(`The operation of the test failed: ${JSON.stringify(errors)}`);
    return data as Data;
  };
  return {
    url,
    storeUrl,
    store,
    dataOf,
    ask,
    askAs,
    toldTo: async (by, query, variables) => {
      const { data, errors } = await askAs(by, query, variables);
      return JSON.stringify({ data, errors });
    },
    keep: (...records) => keep(store, records),
    commandsOf: (query, variables) => countCommands(store.connection, () => dataOf(query, variables)),
    close: async () => {
      if (embedded === undefined) await store.connection.mongoose.dropDatabase();
      await close();
      await embedded?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function keep(store: SubgraphStore, records: readonly TestRecord[]): Promise<void> {
  const outcomes = await store.upsert(records.map(lineOf));
  const refused = outcomes.find(({ outcome }) => outcome === 'refused');
  if (refused) throw new Error(`A record of the test was refused: ${JSON.stringify(refused)}`);
}

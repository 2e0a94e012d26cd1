import { readFile } from 'node:fs/promises';
import { composeServices } from '@apollo/composition';
import type { ActorFacts, RelationshipFacts } from '@health-graph/permissions';
import { recordId } from '@health-graph/records';
import { type LiveEvent, memoryLiveEvents, type RunningSubgraph, startSubgraph } from '@health-graph/subgraph-kit';
import { freePort } from '@health-graph/subgraph-kit/testing';
import { parse } from 'graphql';
import { type PushedSource, pushedSource } from '../hot-swap/testing.ts';
import type { GatewaySettings } from '../settings.ts';
import { type RunningGateway, start } from '../start.ts';
import type { TestProvider } from '../testing/issuer.ts';
import { enforcedBy, policiesFile } from '../testing/test-gateway.ts';
import { keysOfGateway } from '../testing/trusting-endpoint.ts';

/** Whom events are about. */
export const patientId = recordId('test', 'Patient', '1');

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@policy"])';

export const wards = `${link}
  type Query { beds: Int @policy(policies: [["public"]]) }
  type Mutation { admit(id: ID!): Boolean @policy(policies: [["public"]]) }
  type Subscription {
    admitted: Patient @policy(policies: [["public"]])
    clinicalOnly: Patient @policy(policies: [["staff"]])
    bulk(size: Int!): Bulk @policy(policies: [["public"]])
  }
  type Bulk @policy(policies: [["public"]]) { text: String }
  type Patient @key(fields: "id") { id: ID! @policy(policies: [["public"]]) note: String @policy(policies: [["clinical"]]) }`;

const patients = `${link}
  type Query { patient(id: ID!): Patient @policy(policies: [["public"]]) }
  type Patient @key(fields: "id") { id: ID! @policy(policies: [["public"]]) name: String @policy(policies: [["identity"]]) }`;

/** Counts to a number that somebody waits for. */
function counter() {
  let count = 0;
  const waiting: { readonly least: number; readonly resolve: () => void }[] = [];
  return {
    now: () => count,
    add: () => {
      count += 1;
      for (const { least, resolve } of waiting) if (count >= least) resolve();
    },
    until: (least: number): Promise<void> =>
      count >= least ? Promise.resolve() : new Promise((resolve) => waiting.push({ least, resolve })),
  };
}

/** A subgraph of the kit whose subscription tests feed, as it would be in a hospital. */
export interface TestWards {
  readonly url: string;
  /** Source streams that listened since the start. */
  readonly opened: ReturnType<typeof counter>;
  /** Those that ended. */
  readonly closed: ReturnType<typeof counter>;
  /** Events that were taken by anybody. */
  readonly taken: ReturnType<typeof counter>;
  publish(event: LiveEvent): Promise<void>;
  close(): Promise<void>;
}

/** The subgraph of wards somewhere else, or with another contract. */
export interface WardsChange {
  readonly url: string;
  readonly sdl: string;
}

export interface StreamTest {
  readonly gateway: RunningGateway;
  readonly wards: TestWards;
  /** What the gateway serves; tests push others. */
  readonly source: PushedSource;
  /** A supergraph of the same subgraphs, but for what is given. */
  compose(changes?: { readonly wards?: Partial<WardsChange>; readonly patientsUrl?: string }): string;
  /** Another subgraph of patients, which calls them by other names. */
  startPatients(nameOf: (id: string) => string | Promise<string>): Promise<RunningSubgraph>;
  /** What identity says of the patient; tests change it. */
  facts: RelationshipFacts;
  /** Another subgraph of wards, at an address of its own. */
  startWards(): Promise<TestWards>;
  /** The subgraph ends, and starts again at its address. */
  restartWards(): Promise<TestWards>;
  /** The gateway drains, and another one starts at its address. */
  restartGateway(): Promise<void>;
  close(): Promise<void>;
}

/** Gateways that take each other's place have the same keys. */
const trustSecret = 'a secret of gateways, 32 characters or more';

const store = {
  isReady: async () => true,
  upsert: async () => [],
  documentsOf: async function* () {},
  close: async () => undefined,
};

/** @param signedBy another gateway's endpoint, whose fetches the subgraphs take instead */
export async function startStreamTest(
  issuer: TestProvider,
  settings: Partial<GatewaySettings> = {},
  signedBy?: string,
): Promise<StreamTest> {
  let gatewayUrl = signedBy ?? '';
  const policies = await readFile(policiesFile, 'utf8');
  const facts = async (): Promise<ActorFacts> => ({ mayAct: true, leads: new Set(), ofPatient: new Map([[patientId, test.facts]]) });
  const subgraph = (name: string, sdl: string, resolvers: object, port = 0): Promise<RunningSubgraph> =>
    startSubgraph({
      name,
      sdl: [sdl],
      resolvers,
      policies,
      owns: {},
      permitsItself: ['beds', 'patient'],
      store,
      createContext: () => ({}),
      factsOf: () => ({ of: facts, ofRelated: facts }),
      config: {
        host: '127.0.0.1',
        port,
        internalSecret: 'a secret of tests, 32 characters or more',
        logLevel: 'silent',
        trust: { gatewayKeys: keysOfGateway(() => gatewayUrl) },
      },
    });
  const startWards = async (port?: number): Promise<TestWards> => {
    const parts = wardsResolvers();
    const { url, close } = await subgraph('wards', wards, parts.resolvers, port);
    return { ...parts.counts, publish: (event) => parts.live.publish('admitted', event), url, close };
  };
  const everybody: RunningSubgraph[] = [];
  const startPatients: StreamTest['startPatients'] = async (nameOf) => {
    const patientOf = ({ id }: { id: string }) => ({ id, name: nameOf(id) });
    const resolvers = {
      Query: { patient: (_root: unknown, given: { id: string }) => patientOf(given) },
      Patient: { __resolveReference: patientOf },
    };
    const people = await subgraph('patients', patients, resolvers);
    everybody.push(people);
    return people;
  };
  const people = await startPatients((id) => `name of ${id}`);
  const first = await startWards();
  const compose: StreamTest['compose'] = ({ wards: { url = first.url, sdl = wards } = {}, patientsUrl = people.url } = {}) => {
    const { supergraphSdl, errors } = composeServices([
      { name: 'wards', url, typeDefs: parse(sdl) },
      { name: 'patients', url: patientsUrl, typeDefs: parse(patients) },
    ]);
    if (supergraphSdl === undefined) throw new Error(errors?.join('\n'));
    return supergraphSdl;
  };
  const source = pushedSource(compose());
  const open = async (port: number): Promise<RunningGateway> => {
    const gateway = await start({ ...enforcedBy(issuer), rateLimits: 'none', trustSecret, supergraphSource: source, ...settings, port });
    gatewayUrl = signedBy ?? gateway.url;
    return gateway;
  };
  const state = { gateway: await open(await freePort()), wards: first };
  const test: StreamTest = {
    get gateway() {
      return state.gateway;
    },
    get wards() {
      return state.wards;
    },
    source,
    compose,
    startPatients,
    startWards: () => startWards(),
    facts: { careTeam: true },
    restartWards: async () => {
      const { port } = new URL(state.wards.url);
      await state.wards.close();
      state.wards = await startWards(Number(port));
      return state.wards;
    },
    restartGateway: async () => {
      const { port } = new URL(state.gateway.url);
      await state.gateway.close();
      state.gateway = await open(Number(port));
    },
    close: async () => {
      await state.gateway.close();
      await state.wards.close();
      for (const patientsGraph of everybody) await patientsGraph.close();
    },
  };
  return test;
}

function wardsResolvers() {
  const live = memoryLiveEvents();
  const counts = { opened: counter(), closed: counter(), taken: counter() };
  const subscribe = async (): Promise<AsyncIterableIterator<LiveEvent>> => {
    const events = await live.subscribe('admitted');
    let isOpen = true;
    counts.opened.add();
    const counted: AsyncIterableIterator<LiveEvent> = {
      next: async () => {
        const step = await events.next();
        if (step.done !== true) counts.taken.add();
        return step;
      },
      return: async () => {
        if (isOpen) counts.closed.add();
        isOpen = false;
        return (await events.return?.()) ?? { value: undefined, done: true };
      },
      [Symbol.asyncIterator]: () => counted,
    };
    return counted;
  };
  const resolve = ({ id }: LiveEvent) => ({ id });
  const resolvers = {
    Query: { beds: () => 12 },
    Mutation: {
      admit: async (_root: unknown, { id }: { id: string }) => {
        await live.publish('admitted', { id });
        return true;
      },
    },
    Subscription: {
      admitted: { subscribe, resolve },
      clinicalOnly: { subscribe, resolve },
      bulk: { subscribe, resolve: (_event: LiveEvent, { size }: { size: number }) => ({ text: 'x'.repeat(size) }) },
    },
    Patient: { note: ({ id }: { id: string }) => `note of ${id}` },
  };
  return { live, counts, resolvers };
}

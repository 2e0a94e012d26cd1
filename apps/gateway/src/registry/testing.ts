import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type StoreServer, start as startStore } from '@health-graph/embedded-mongo';
import { trustHeader } from '@health-graph/subgraph-kit';
import { graphql, parse } from 'graphql';
import type { GatewaySettings } from '../settings.ts';
import { type RunningGateway, start } from '../start.ts';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { enforcedBy } from '../testing/test-gateway.ts';
import { keysOfGateway, trustingEndpoint } from '../testing/trusting-endpoint.ts';

export const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@policy", "@requiresScopes", "@shareable"])';
export const label = (dataClass: string, resource = 'Patient'): string =>
  `@policy(policies: [["${dataClass}"]]) @requiresScopes(scopes: [["user/${resource}.r"]])`;

/** What the graph begins with. */
export const patientsSdl = `${link}
  type Query { "One." patient("Whose." id: ID!): Patient ${label('public')} }
  "A person." type Patient @key(fields: "id") { "Opaque." id: ID! ${label('public')} "As on the identity card." name: String ${label('admin')} }`;

/** What a hospital adds. */
export const wardsSdl = `${link}
  "A person." type Patient @key(fields: "id") { "Opaque." id: ID! ${label('public')} "Where." wardName: String ${label('admin')} "Which." wardBed: Int ${label('admin')} }`;

export interface TestSubgraph {
  readonly url: string;
  /** Bodies of the fetches that it answered. */
  readonly answered: readonly string[];
  close(): void;
}

export interface TestSubgraphOptions {
  readonly name: string;
  readonly sdl: string;
  /** What it gives for a representation. */
  readonly patient: (id: string) => Readonly<Record<string, unknown>>;
  readonly gatewayUrl: () => string;
}

/** A subgraph made without the kit, which takes only what a gateway signed. */
export async function startTestSubgraph({ name, sdl, patient, gatewayUrl }: TestSubgraphOptions): Promise<TestSubgraph> {
  const endpoint = trustingEndpoint(name, keysOfGateway(gatewayUrl));
  const resolvers = { Patient: { __resolveReference: ({ id }: { readonly id: string }) => ({ id, ...patient(id) }) } };
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
  const rootValue = { patient: ({ id }: { readonly id: string }) => ({ __typename: 'Patient', id, ...patient(id) }) };
  const answered: string[] = [];
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/trust/keys') return void response.end(JSON.stringify(endpoint.published()));
    void read(request).then(async (body) => {
      await endpoint.verify({ header: request.headers[trustHeader], method: 'POST', path: '/graphql', body });
      answered.push(body);
      const { query: source, variables: variableValues } = JSON.parse(body) as {
        readonly query: string;
        readonly variables: Record<string, unknown>;
      };
      const result = await graphql({ schema, source, rootValue, variableValues });
      response.end(JSON.stringify({ ...result, extensions: { audit: { entries: [] } } }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    answered,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export interface Told {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A store, an issuer and the platform's subgraph, on which gateways with a registry start. */
export interface RegistryGround {
  readonly provider: TestProvider;
  readonly store: StoreServer;
  readonly anchorFolder: string;
  readonly schemaFolder: string;
  readonly patients: TestSubgraph;
  /** Another gateway on the same store. Subgraphs trust the first one, and all have its secret. */
  open(settings?: Partial<GatewaySettings>): Promise<RunningGateway>;
  gatewayUrl(): string;
  /** Tokens of a partner's system, of a security officer, of a physician. */
  partner(sub?: string, scope?: string): Promise<string>;
  officer(): Promise<string>;
  physician(): Promise<string>;
  ask(gateway: RunningGateway, method: string, path: string, token: string | undefined, body?: unknown): Promise<Told>;
  close(): Promise<void>;
}

const trustSecret = 'a secret that replicas of tests share';

export async function openGround(): Promise<RegistryGround> {
  const folder = await mkdtemp(join(tmpdir(), 'health-graph-registry-'));
  const schemaFolder = join(folder, 'schema');
  const anchorFolder = join(folder, 'anchors');
  await mkdir(schemaFolder);
  await writeFile(join(schemaFolder, 'patients.graphql'), patientsSdl);
  const [store, provider] = await Promise.all([startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 }), startIssuer()]);
  let firstUrl = '';
  const gatewayUrl = (): string => firstUrl;
  const patients = await startTestSubgraph({ name: 'patients', sdl: patientsSdl, patient: () => ({ name: 'Lan' }), gatewayUrl });
  const gateways: RunningGateway[] = [];
  const tokenOf = (claims: Readonly<Record<string, unknown>>) => provider.token({ claims });
  return {
    provider,
    store,
    anchorFolder,
    schemaFolder,
    patients,
    gatewayUrl,
    open: async (settings = {}) => {
      const gateway = await start({
        port: 0,
        ...enforcedBy(provider),
        subgraphUrls: { patients: patients.url },
        registry: { storeUrl: store.url, schemaFolder, localUrls: true },
        audit: { storeUrl: store.url, anchorFolder, writer: `gateway-${gateways.length + 1}` },
        observability: { logLevel: 'silent' },
        rateLimits: 'none',
        trustSecret,
        ...settings,
      });
      firstUrl ||= gateway.url;
      gateways.push(gateway);
      return gateway;
    },
    partner: (sub = 'partner-1', scope = 'system/CapabilityStatement.cr') =>
      tokenOf({ sub, client_id: sub, role: 'partner-system', purpose: 'TREAT', scope }),
    officer: () =>
      tokenOf({
        sub: 'officer-1',
        client_id: 'console',
        role: 'security-officer',
        purpose: 'HOPERAT',
        scope: 'user/CapabilityStatement.ru',
      }),
    physician: () => tokenOf({ sub: 'physician-1', client_id: 'portal', scope: 'user/*.rs' }),
    ask: async ({ url }, method, path, token, body) => {
      const response = await fetch(new URL(path, url), {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Told['body'] };
    },
    close: async () => {
      for (const gateway of gateways) await gateway.close();
      patients.close();
      await provider.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

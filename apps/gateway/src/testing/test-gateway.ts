import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { AuditEntry } from '@health-graph/audit';
import { type CallerClaims, trustHeader } from '@health-graph/subgraph-kit';
import { graphql, parse } from 'graphql';
import type { GatewaySettings } from '../settings.ts';
import { type RunningGateway, start } from '../start.ts';
import type { TestProvider } from './issuer.ts';
import { keysOfGateway, type TrustingEndpoint, trustingEndpoint } from './trusting-endpoint.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@policy"])';

export const PATIENTS = `${LINK}
  type Query { patient(id: ID!): Patient echo(kind: Kind, text: String): String slow: String failing(code: String): String }
  type Subscription { admitted: Patient }
  type Patient @key(fields: "id") { id: ID! name: String self: Patient others(first: Int): [Patient!] }
  enum Kind { A B }`;

export const LABELLED = PATIENTS.replace('name: String', 'name: String @policy(policies: [["identity"]])');

export function composeForTest(sdl: string, url = 'http://127.0.0.1:1/graphql'): string {
  const { supergraphSdl, errors } = composeServices([{ name: 'patients', url, typeDefs: parse(sdl) }]);
  if (supergraphSdl === undefined) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}

export const policiesFile = fileURLToPath(new URL('../../../../schema/policies.yaml', import.meta.url));

/** Settings of a gateway that takes this provider's tokens. */
export const enforcedBy = ({ url, audience }: TestProvider) =>
  ({ open: false, issuer: url, audience, policiesFile, audit: 'none' }) as const;

export interface TestGateway extends RunningGateway {
  /** Headers of the requests that the subgraph got. */
  readonly seen: readonly IncomingHttpHeaders[];
  /** Bodies of the requests that it answered. */
  readonly answered: readonly string[];
  /** Who it was told asks, of the requests that it answered, where authorization is enforced. */
  readonly claims: readonly CallerClaims[];
  /** The subgraph's end of trust; tests rotate its keys, or take its place. */
  readonly endpoint: TrustingEndpoint;
  readonly subgraphUrl: string;
  /** Lets the field `slow` be answered. */
  release(): void;
  /** Settles when the subgraph is asked for `slow`. */
  readonly slowAsked: Promise<void>;
  ask(body: unknown, headers?: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly body: unknown }>;
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

export interface TestSettings extends Partial<GatewaySettings> {
  /** The subgraph's. */
  readonly sdl?: string;
  /** What the subgraph says that it showed; absent: it says nothing, as one without guards. */
  readonly entries?: readonly AuditEntry[];
}

/** The real gateway in front of one real subgraph. */
export async function startForTest({ sdl = PATIENTS, entries, ...settings }: TestSettings = {}): Promise<TestGateway> {
  const slow = Promise.withResolvers<string>();
  const slowAsked = Promise.withResolvers<void>();
  const seen: IncomingHttpHeaders[] = [];
  const answered: string[] = [];
  const claims: CallerClaims[] = [];
  let gatewayUrl = '';
  const endpoint = trustingEndpoint(
    'patients',
    keysOfGateway(() => gatewayUrl),
  );
  const askSlow = () => {
    slowAsked.resolve();
    return slow.promise;
  };
  const server = await startSubgraph({
    seen,
    answered,
    claims,
    slow: askSlow,
    entries,
    endpoint: settings.issuer === undefined ? undefined : endpoint,
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const gateway = await start({
    port: 0,
    open: true,
    supergraphSdl: composeForTest(sdl, url),
    observability: { logLevel: 'silent' },
    ...settings,
  });
  gatewayUrl = gateway.url;
  const post: TestGateway['post'] = (body, headers = {}) =>
    fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    url: gateway.url,
    adminUrl: gateway.adminUrl,
    seen,
    answered,
    claims,
    endpoint,
    subgraphUrl: url,
    release: () => slow.resolve('at last'),
    slowAsked: slowAsked.promise,
    post,
    ask: async (body, headers) => {
      const response = await post(body, headers);
      return { status: response.status, body: await response.json() };
    },
    close: async () => {
      await gateway.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

interface TestSubgraph {
  readonly seen: IncomingHttpHeaders[];
  readonly answered: string[];
  readonly claims: CallerClaims[];
  readonly slow: () => Promise<string>;
  readonly entries: readonly AuditEntry[] | undefined;
  /** Absent: it answers everybody. */
  readonly endpoint: TrustingEndpoint | undefined;
}

async function startSubgraph({ seen, answered, claims, slow, entries, endpoint }: TestSubgraph): Promise<Server> {
  const lan = { __typename: 'Patient', id: '1', name: 'Lan', self: {}, others: [] };
  lan.self = lan;
  const rootValue = {
    patient: ({ id }: { readonly id: string }) => (id === '1' ? lan : null),
    echo: ({ kind, text }: { readonly kind?: string; readonly text?: string }) => `${kind} ${text}`,
    slow,
    failing: ({ code }: { readonly code?: string }) => {
      throw Object.assign(new Error('secret text'), {
        extensions: { ...(code === undefined ? {} : { code }), http: { status: 418 }, stacktrace: ['at x'], id: 'r1' },
      });
    },
  };
  const schema = buildSubgraphSchema([{ typeDefs: parse(PATIENTS) }]);
  const server = createServer((request, response) => {
    if (request.url === '/trust/keys') return void response.end(JSON.stringify(endpoint?.published()));
    seen.push(request.headers);
    void read(request).then(async (body) => {
      const header = request.headers[trustHeader];
      const claimed = await endpoint?.verify({ header, method: 'POST', path: '/graphql', body }).catch(() => 'refused' as const);
      if (claimed === 'refused')
        return response.writeHead(401).end('{"errors":[{"message":"No.","extensions":{"code":"UNAUTHENTICATED"}}]}');
      if (claimed !== undefined) claims.push(claimed);
      answered.push(body);
      const { query, variables } = JSON.parse(body) as { readonly query: string; readonly variables: Record<string, unknown> };
      const result = await graphql({ schema, source: query, rootValue, variableValues: variables });
      const told = entries === undefined ? {} : { extensions: { audit: { entries } } };
      return response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...result, ...told }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

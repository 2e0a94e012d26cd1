import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import type { GatewaySettings } from './settings.ts';
import { type RunningGateway, start } from './start.ts';

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

export interface TestGateway extends RunningGateway {
  /** Headers of the requests that the subgraph got. */
  readonly seen: readonly IncomingHttpHeaders[];
  /** Lets the field `slow` be answered. */
  release(): void;
  /** Settles when the subgraph is asked for `slow`. */
  readonly slowAsked: Promise<void>;
  ask(body: unknown, headers?: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** The real gateway in front of one real subgraph. */
export async function startForTest(settings: Partial<GatewaySettings> = {}): Promise<TestGateway> {
  const slow = Promise.withResolvers<string>();
  const slowAsked = Promise.withResolvers<void>();
  const seen: IncomingHttpHeaders[] = [];
  const server = await startSubgraph(seen, () => {
    slowAsked.resolve();
    return slow.promise;
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const gateway = await start({ port: 0, open: true, supergraphSdl: composeForTest(PATIENTS, url), ...settings });
  return {
    url: gateway.url,
    seen,
    release: () => slow.resolve('at last'),
    slowAsked: slowAsked.promise,
    ask: async (body, headers = {}) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: text,
      });
      return { status: response.status, body: await response.json() };
    },
    close: async () => {
      await gateway.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function startSubgraph(seen: IncomingHttpHeaders[], slow: () => Promise<string>): Promise<Server> {
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
    seen.push(request.headers);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        readonly query: string;
        readonly variables: Record<string, unknown>;
      };
      void graphql({ schema, source: query, rootValue, variableValues: variables }).then((result) =>
        response.setHeader('content-type', 'application/json').end(JSON.stringify(result)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

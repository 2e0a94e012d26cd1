import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import type { GatewaySettings } from '../settings.ts';
import { type RunningGateway, start } from '../start.ts';

const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@composeDirective", "@policy", "@requiresScopes"])
  @link(url: "https://health-graph.vn/specs/cacheControl/v1.0", import: ["@cacheControl"])
  @composeDirective(name: "@cacheControl")
directive @cacheControl(maxAge: Int!, scope: cacheControl__Scope!) on FIELD_DEFINITION
enum cacheControl__Scope { PUBLIC }`;

/** Fields end in how long they are shared: `for60`. */
export const sharing = (sdl: string): string => `${link}\n${sdl.replace(/for(\d+)/g, '@cacheControl(maxAge: $1, scope: PUBLIC)')}`;

export const unitsSdl = `
  type Query { unit(code: ID!): Unit for60  units: [Unit!] for30  unshared: Unit  now: String }
  type Unit @key(fields: "code") { code: ID! for60  name: String for60  size: Size for60  load: Int  upper: Unit for60 }
  type Size { people: Int }`;

export const peopleSdl = `
  type Query { people: [Person!] }
  type Person @key(fields: "id") { id: ID!  home: Unit }
  type Unit @key(fields: "code", resolvable: false) { code: ID! }`;

/** A subgraph over HTTP that counts. */
export interface CountedSubgraph {
  readonly url: string;
  /** Codes of the entities that it was asked for, request by request; root fields are `root`. */
  readonly asked: string[][];
  /** What it answers changes with this. */
  state: { suffix: string; entries: readonly object[]; fails: boolean };
  close(): void;
}

const unit = (code: string, { suffix }: { readonly suffix: string }) => ({
  __typename: 'Unit',
  code,
  name: `unit ${code}${suffix}`,
  size: { people: 7 },
  load: 3,
  upper: { __typename: 'Unit', code: 'top', name: 'top' },
});

interface Question {
  readonly query: string;
  readonly variables?: { readonly representations?: readonly { readonly code: string }[] };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

async function startSubgraph(sdl: string): Promise<CountedSubgraph> {
  const state = { suffix: '', entries: [] as readonly object[], fails: false };
  const asked: string[][] = [];
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(sharing(sdl)),
      resolvers: {
        Unit: {
          __resolveReference: ({ code }: { code: string }) => {
            if (code === 'bad') throw new Error('bad');
            return code === 'none' ? null : unit(code, state);
          },
        },
      },
    },
  ]);
  const rootValue = {
    unit: ({ code }: { readonly code: string }) => (code === 'none' ? null : unit(code, state)),
    units: () => [unit('a', state), unit('b', state)],
    unshared: () => unit('u', state),
    now: () => `now${state.suffix}`,
    people: () => ['a', 'b', 'a', 'none'].map((code, index) => ({ id: String(index), home: { code } })),
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as Question;
      asked.push(variables?.representations?.map(({ code }) => code) ?? ['root']);
      if (state.fails) return void response.writeHead(500).end();
      void graphql({ schema, source: query, rootValue, variableValues: variables ?? {} }).then((result) =>
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ ...result, extensions: { audit: { entries: state.entries } } })),
      );
    });
  });
  const url = await listen(server);
  return { url, asked, state, close: () => void server.close().closeAllConnections() };
}

export interface CacheTest {
  readonly units: CountedSubgraph;
  readonly people: CountedSubgraph;
  /** Another gateway over the same subgraphs. */
  gateway(settings?: Partial<GatewaySettings>): Promise<RunningGateway>;
  close(): Promise<void>;
}

export async function startCacheTest(): Promise<CacheTest> {
  const [units, people] = await Promise.all([startSubgraph(unitsSdl), startSubgraph(peopleSdl)]);
  const { supergraphSdl, errors } = composeServices([
    { name: 'units', url: units.url, typeDefs: parse(sharing(unitsSdl)) },
    { name: 'people', url: people.url, typeDefs: parse(sharing(peopleSdl)) },
  ]);
  if (supergraphSdl === undefined) throw new Error(errors?.join('\n'));
  const gateways: RunningGateway[] = [];
  return {
    units,
    people,
    gateway: async (settings = {}) => {
      const gateway = await start({ port: 0, open: true, supergraphSdl, observability: { logLevel: 'silent' }, ...settings });
      gateways.push(gateway);
      return gateway;
    },
    close: async () => {
      await Promise.all(gateways.map((gateway) => gateway.close()));
      units.close();
      people.close();
    },
  };
}

export async function ask({ url }: Pick<RunningGateway, 'url'>, query: string, headers: Readonly<Record<string, string>> = {}) {
  const body = JSON.stringify({ query });
  return (
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
  ).json() as Promise<unknown>;
}

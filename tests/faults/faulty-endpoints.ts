import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { composeServices } from '@apollo/composition';
import { type GatewaySettings, type RunningGateway, start } from '@health-graph/gateway';
import { parse } from 'graphql';
import { Pool } from 'undici';

/** How an endpoint behaves. `slow`: a hundred times slower than well. */
export type Behaviour = 'well' | 'killed' | 'hung' | 'garbage' | 'slow';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
/** Each adds one number to a patient; what becomes of them is in their names only once the test says so. */
export const endpointNames = ['lab', 'imaging', 'dental', 'rehabilitation', 'pharmacy'] as const;
type Name = (typeof endpointNames)[number];
const sdlOf = (name: Name): string => `${LINK} type Patient @key(fields: "id") { id: ID! ${name}: Int }`;
const PATIENTS = `${LINK} type Query { patient(id: ID!): Patient } type Patient @key(fields: "id") { id: ID! name: String }`;

const answerMs = 5;

interface Asked {
  readonly variables?: { readonly representations?: readonly { readonly id: string }[]; readonly id?: string };
}

/** An endpoint over node:http that can be made to fail in every way, and to come back at the same address. */
async function startEndpoint(answer: (asked: Asked) => object) {
  let behaviour: Behaviour = 'well';
  let server: Server;
  const held = new Set<ServerResponse>();
  const respond = (text: string, response: ServerResponse): void => {
    if (behaviour === 'hung') return void held.add(response);
    if (behaviour === 'garbage') return void response.end('<html>Welcome to nginx!</html>');
    const sent = JSON.stringify(answer(JSON.parse(text) as Asked));
    setTimeout(() => response.setHeader('content-type', 'application/json').end(sent), behaviour === 'slow' ? answerMs * 100 : answerMs);
  };
  const listen = async (port: number): Promise<number> => {
    server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      request.on('end', () => respond(text, response));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const kill = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const port = await listen(0);
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    become: async (next: Behaviour): Promise<void> => {
      if (next === 'killed') await kill();
      else if (behaviour === 'killed') await listen(port);
      behaviour = next;
      for (const response of held) response.destroy();
      held.clear();
    },
    close: () => (behaviour === 'killed' ? Promise.resolve() : kill()),
  };
}

export interface FaultyGraph {
  readonly gateway: RunningGateway;
  become(behaviours: Partial<Record<Name, Behaviour>>): Promise<void>;
  close(): Promise<void>;
}

/** The real gateway in front of one endpoint for patients and one for each name. */
export async function startFaultyGraph(settings: Partial<GatewaySettings> = {}): Promise<FaultyGraph> {
  const patients = await startEndpoint(({ variables }) => ({
    data: { patient: { __typename: 'Patient', id: variables?.id ?? '1', name: 'Lan' } },
  }));
  const entries = await Promise.all(
    endpointNames.map(async (name) => {
      const endpoint = await startEndpoint(({ variables }) => ({
        data: { _entities: (variables?.representations ?? []).map(({ id }) => ({ id, [name]: 1 })) },
      }));
      return [name, endpoint] as const;
    }),
  );
  const endpoints = new Map(entries);
  const { supergraphSdl = '' } = composeServices([
    { name: 'patients', url: patients.url, typeDefs: parse(PATIENTS) },
    ...entries.map(([name, { url }]) => ({ name, url, typeDefs: parse(sdlOf(name)) })),
  ]);
  const gateway = await start({ port: 0, open: true, supergraphSdl, observability: { logLevel: 'silent' }, ...settings });
  return {
    gateway,
    become: async (behaviours) => {
      await Promise.all(Object.entries(behaviours).map(([name, behaviour]) => endpoints.get(name as Name)?.become(behaviour)));
    },
    close: async () => {
      await gateway.close();
      await Promise.all([patients.close(), ...[...endpoints.values()].map((endpoint) => endpoint.close())]);
    },
  };
}

/** Of patients whose charts need nothing of an endpoint that fails, and of those that need all. */
const QUERIES = {
  others: 'query ($id: ID!) { patient(id: $id) { name pharmacy } }',
  affected: `query ($id: ID!) { patient(id: $id) { name ${endpointNames.join(' ')} } }`,
} as const;

export type Kind = keyof typeof QUERIES;

export interface Answered {
  readonly kind: Kind;
  readonly milliseconds: number;
  /** Nothing of it came. */
  readonly isLost: boolean;
  readonly codes: readonly string[];
}

/**
 * Asks over so many connections until `isOver`; every fifth of them asks for charts that need all endpoints. `everyMs`: no sooner than that
 * after the request before, so that what some wait for gives the others no more room than they had.
 */
export async function load(url: string, connections: number, isOver: () => boolean, everyMs = 0): Promise<readonly Answered[]> {
  const { origin } = new URL(url);
  const pool = new Pool(origin, { connections });
  const answers: Answered[] = [];
  let count = 0;
  const work = async (_: unknown, index: number): Promise<void> => {
    const kind: Kind = index % 5 === 0 ? 'affected' : 'others';
    while (!isOver()) {
      const pause = everyMs > 0 ? delay(everyMs) : undefined;
      answers.push(await ask(pool, kind, String(count++)));
      await pause;
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  await pool.close();
  return answers;
}

async function ask(pool: Pool, kind: Kind, id: string): Promise<Answered> {
  const startedAt = performance.now();
  const body = JSON.stringify({ query: QUERIES[kind], variables: { id } });
  const response = await pool.request({ path: '/graphql', method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { data, errors = [] } = (await response.body.json()) as {
    readonly data?: { readonly patient: { readonly name: string | null } | null } | null;
    readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
  };
  return {
    kind,
    milliseconds: performance.now() - startedAt,
    isLost: response.statusCode !== 200 || data?.patient?.name !== 'Lan',
    codes: errors.map(({ extensions }) => extensions.code),
  };
}

/** Asks for the chart that needs all until it is whole again; gives how long that took. */
export async function untilWhole(url: string): Promise<number> {
  const pool = new Pool(new URL(url).origin, { connections: 1 });
  const startedAt = performance.now();
  for (;;) {
    const { codes } = await ask(pool, 'affected', '1');
    if (codes.length === 0) break;
  }
  await pool.close();
  return performance.now() - startedAt;
}

export function p95(answers: readonly Answered[], kind: Kind): number {
  const sorted = answers
    .filter((answer) => answer.kind === kind)
    .map(({ milliseconds }) => milliseconds)
    .sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { locatePath } from '@health-graph/subgraph-kit';
import { type ExecutionResult, GraphQLError, type GraphQLSchema, graphql, parse } from 'graphql';
import { type RunningGateway, start } from '../start.ts';
import type { HorizontalSettings } from './settings.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@shareable"])';

const PEOPLE = `${LINK}
  type Query { person(id: ID!): Patient people(ids: [ID!]!): [Patient] ward(id: ID!): Facility doctor(id: ID!): Practitioner }
  type Patient @key(fields: "id") { id: ID! name: String }
  type Facility @key(fields: "id") { id: ID! }
  type Practitioner @key(fields: "id") { id: ID! }`;

export const VISITS = `${LINK}
  scalar DateTime
  type Query { visit(id: ID!): Visit visitsOf(patientId: ID!): [Visit!] }
  type Mutation { amend(id: ID!, note: String): Visit open(patientId: ID!): Visit }
  type Visit @key(fields: "id") { id: ID! at: DateTime kind: String note: String subject: Patient secret: String }
  type Patient @key(fields: "id") {
    id: ID!
    visits(kind: String, first: Int, after: String): VisitConnection
    count: Int
    last: Visit
    tags: [String!]
    allergies: [String!]
  }
  type Facility @key(fields: "id") { id: ID! visits(first: Int, after: String): VisitConnection }
  type Practitioner @key(fields: "id") { id: ID! visits(first: Int, after: String): VisitConnection }
  type VisitConnection { edges: [VisitEdge!]! pageInfo: PageInfo! total: Int }
  type VisitEdge { cursor: String! position: String! @inaccessible node: Visit! }
  type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }`;

export const RULES = `
visits:
  owns: [Visit]
  Query: { visit: owner, visitsOf: concat }
  Mutation: { amend: owner, open: owner }
  Patient:
    visits: concat
    count: sum
    last: { join: newest, by: at }
    tags: concat
    allergies: { join: concat, whole: true }
  Facility: { visits: owner }
  Practitioner: { visits: concat }
`;

/** 26 letters, as ids of records are. */
export const ulid = (number: number): string => `0${String(number).padStart(25, '0')}`;

export interface TestVisit {
  readonly id: string;
  readonly at: string;
  readonly patientId: string;
  readonly kind?: string;
}

export interface TestHospital {
  readonly id: string;
  readonly visits: TestVisit[];
  /** Queries that it was asked, with their variables. */
  readonly asked: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> }[];
  /** Changes what it does with a request; undefined: it does as it should. */
  behave: ((answer: () => Promise<ExecutionResult>) => Promise<unknown>) | undefined;
  /** Takes no connections any more. */
  down(): Promise<void>;
  add(number: number, at: string, patientId: string, kind?: string): TestVisit;
}

export interface TestProvince extends RunningGateway {
  readonly hospitals: readonly TestHospital[];
  /** Where the locator says that a patient is held, beside those who have visits; and who must not be known. */
  readonly locator: { readonly hidden: Set<string>; readonly extra: Map<string, string[]>; asked: (readonly string[])[]; isDown: boolean };
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<TestAnswer>;
}

export interface TestAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: an answer is read by path.
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions?: { readonly completeness?: string; readonly sources?: readonly unknown[] };
}

/** A gateway without sign-in over people, and hospitals that share their visits. */
export async function startProvince(ids: readonly string[], settings: Partial<HorizontalSettings> = {}): Promise<TestProvince> {
  const hospitals = await Promise.all(ids.map(startHospital));
  const locator: TestProvince['locator'] = { hidden: new Set(), extra: new Map(), asked: [], isDown: false };
  const people = await listening(
    createServer((request, response) => {
      void read(request).then(async (body) => {
        const asked = JSON.parse(body);
        if (request.url === locatePath) {
          if (locator.isDown) return response.writeHead(503).end('{}');
          locator.asked.push(asked.patientIds);
          return response.end(JSON.stringify({ holders: holdersOf(asked.patientIds, hospitals, locator) }));
        }
        return response.end(JSON.stringify(await graphql({ schema: peopleSchema, source: asked.query, variableValues: asked.variables })));
      });
    }),
  );
  const closeServers = () => Promise.all([people.close(), ...hospitals.map((hospital) => hospital.down())]);
  const gateway = await start({
    port: 0,
    open: true,
    supergraphSdl: composed,
    subgraphUrls: { people: people.url, visits: Object.fromEntries(hospitals.map(({ id, url }) => [id, url])) },
    observability: { logLevel: 'silent' },
    horizontal: {
      rules: RULES,
      locator: 'people',
      hospitals: Object.fromEntries(hospitals.map(({ id }) => [id, { name: `Hospital ${id}`, facilityIds: [`ward-${id}`] }])),
      ...settings,
    },
  }).catch(async (failure: unknown) => {
    await closeServers();
    throw failure;
  });
  return {
    ...gateway,
    hospitals,
    locator,
    ask: async (query, variables = {}) => {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as TestAnswer;
    },
    close: async () => {
      await gateway.close();
      await closeServers();
    },
  };
}

const composed = (() => {
  const { supergraphSdl, errors } = composeServices([
    { name: 'people', url: 'http://127.0.0.1:1/graphql', typeDefs: parse(PEOPLE) },
    { name: 'visits', url: 'http://127.0.0.1:1/graphql', typeDefs: parse(VISITS) },
  ]);
  if (supergraphSdl === undefined) throw new Error(errors?.join('\n'));
  return supergraphSdl;
})();

const peopleSchema = buildSubgraphSchema([
  {
    typeDefs: parse(PEOPLE),
    resolvers: {
      Query: {
        person: (_root: unknown, { id }: { readonly id: string }) => ({ id, name: `Name of ${id}` }),
        people: (_root: unknown, { ids }: { readonly ids: readonly string[] }) => ids.map((id) => ({ id, name: `Name of ${id}` })),
        ward: (_root: unknown, { id }: { readonly id: string }) => ({ id }),
        doctor: (_root: unknown, { id }: { readonly id: string }) => ({ id }),
      },
      Patient: { __resolveReference: ({ id }: { readonly id: string }) => ({ id, name: `Name of ${id}` }) },
    },
  },
]);

function holdersOf(patientIds: readonly string[], hospitals: readonly TestHospital[], { hidden, extra }: TestProvince['locator']): object {
  const of = (patientId: string) => [
    ...hospitals.filter(({ visits }) => visits.some((visit) => visit.patientId === patientId)).map(({ id }) => id),
    ...(extra.get(patientId) ?? []),
  ];
  return Object.fromEntries(
    patientIds.map((id) => [id, [...new Set(of(id))].map((endpoint) => ({ endpoint, isKnown: !hidden.has(endpoint) }))]),
  );
}

async function startHospital(id: string): Promise<TestHospital & { readonly url: string }> {
  const schema = hospitalSchema(id, () => hospital.visits);
  const server = createServer((request, response) => {
    void read(request).then(async (body) => {
      const asked = JSON.parse(body);
      hospital.asked.push(asked);
      const answer = () => Promise.resolve(graphql({ schema, source: asked.query, variableValues: asked.variables }));
      const given = await (hospital.behave ?? ((same) => same()))(answer);
      response.end(typeof given === 'string' ? given : JSON.stringify(given));
    });
  });
  const { url, close } = await listening(server);
  const hospital: TestHospital & { readonly url: string } = {
    id,
    url,
    visits: [],
    asked: [],
    behave: undefined,
    down: close,
    add: (number, at, patientId, kind) => {
      const visit = { id: `${id}.${ulid(number)}`, at, patientId, ...(kind === undefined ? {} : { kind }) };
      hospital.visits.push(visit);
      return visit;
    },
  };
  return hospital;
}

interface PageRequest {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly kind?: string | null;
}

/** The newest first; a hospital's own cursor is nobody else's business. */
function pageOf(all: readonly TestVisit[], { first, after, kind }: PageRequest) {
  if (first === 0) throw new GraphQLError('The page size is out of range.', { extensions: { code: 'BAD_USER_INPUT', argument: 'first' } });
  const placeOf = ({ at, id }: TestVisit): string => `${at}/${id}`;
  const list = all
    .filter((visit) => kind === undefined || kind === null || visit.kind === kind)
    .sort((one, other) => (placeOf(one) < placeOf(other) ? 1 : -1));
  const from = after === undefined || after === null ? '~' : Buffer.from(after, 'base64url').toString();
  const rest = list.filter((visit) => placeOf(visit) < from);
  const edges = rest.slice(0, first ?? 20).map((visit) => ({
    node: visit,
    cursor: Buffer.from(placeOf(visit)).toString('base64url'),
    position: `-${placeOf(visit)}`,
  }));
  return {
    edges,
    total: list.length,
    pageInfo: {
      hasNextPage: rest.length > edges.length,
      hasPreviousPage: from !== '~',
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function hospitalSchema(hospital: string, visits: () => readonly TestVisit[]): GraphQLSchema {
  const of = (patientId: string) => visits().filter((visit) => visit.patientId === patientId);
  const byId = (id: string) => visits().find((visit) => visit.id === id) ?? null;
  return buildSubgraphSchema([
    {
      typeDefs: parse(VISITS),
      resolvers: {
        Query: {
          visit: (_root: unknown, { id }: { readonly id: string }) => byId(id),
          visitsOf: (_root: unknown, { patientId }: { readonly patientId: string }) => of(patientId),
        },
        Mutation: {
          amend: (_root: unknown, { id, note }: { readonly id: string; readonly note?: string }) => ({ ...byId(id), note }),
          open: (_root: unknown, { patientId }: { readonly patientId: string }) => ({ id: `${hospital}.${ulid(0)}`, patientId }),
        },
        Visit: {
          __resolveReference: ({ id }: { readonly id: string }) => byId(id),
          subject: ({ patientId }: TestVisit) => ({ __typename: 'Patient', id: patientId }),
          secret: ({ id }: TestVisit) => {
            throw new GraphQLError(`No ${id.slice(-1)}.`, { extensions: { code: 'FORBIDDEN' } });
          },
        },
        Patient: {
          __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
          visits: ({ id }: { readonly id: string }, asked: PageRequest) => pageOf(of(id), asked),
          count: ({ id }: { readonly id: string }) => of(id).length,
          last: ({ id }: { readonly id: string }) => of(id).toSorted((one, other) => (one.at < other.at ? 1 : -1))[0] ?? null,
          tags: ({ id }: { readonly id: string }) => of(id).map((visit) => `${hospital}:${visit.at}`),
          allergies: ({ id }: { readonly id: string }) => of(id).map(() => `penicillin at ${hospital}`),
        },
        Facility: { visits: (_ward: unknown, asked: PageRequest) => pageOf(visits(), asked) },
        Practitioner: { visits: (_doctor: unknown, asked: PageRequest) => pageOf(visits(), asked) },
      },
    },
  ]);
}

async function listening(server: Server): Promise<{ readonly url: string; close(): Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    close: () =>
      new Promise<void>((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

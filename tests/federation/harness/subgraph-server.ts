import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { TrustingEndpoint } from '@health-graph/gateway/testing';
import { execute, type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType, parse } from 'graphql';
import type { Data, Fault } from './scenario.ts';
import { entityNames, readSubgraphTypes, readTruth, resolveReference } from './truth.ts';

/** A real subgraph over HTTP that tells what it was asked. */
export interface SubgraphServer {
  readonly name: string;
  readonly url: string;
  readonly asked: string[];
  /** Prepares the next case. */
  reset(data: Data, fault: Fault | undefined): void;
  close(): Promise<void>;
}

interface State {
  data: Data;
  fault: Fault | undefined;
}

interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** @param endpoint its end of gateway trust; absent: it answers everybody */
export async function startSubgraph(name: string, sdl: string, data: Data, endpoint?: TrustingEndpoint): Promise<SubgraphServer> {
  const state: State = { data, fault: undefined };
  const schema = createSchema(sdl, state);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/trust/keys') return void response.end(JSON.stringify(endpoint?.published()));
    void readBody(request).then(async (text) => {
      const question = JSON.parse(text) as Question;
      asked.push(describe(question));
      if (!(await isProved(endpoint, request, text))) return response.writeHead(401).end('{"errors":[{"message":"No."}]}');
      return answer(schema, state, question, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    name,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    asked,
    reset: (nextData, fault) => {
      state.data = nextData;
      state.fault = fault;
      asked.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function isProved(endpoint: TrustingEndpoint | undefined, request: IncomingMessage, body: string): Promise<boolean> {
  if (endpoint === undefined) return true;
  const header = request.headers['x-health-graph-caller'];
  return endpoint.verify({ header, method: 'POST', path: request.url ?? '', body }).then(
    () => true,
    () => false,
  );
}

function createSchema(sdl: string, state: State): GraphQLSchema {
  const types = readSubgraphTypes(sdl);
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl) }]);
  for (const name of entityNames(schema, types)) {
    const type = schema.getType(name);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const resolve = (representation: Readonly<Record<string, unknown>>) => resolveReference(state.data, schema, types, representation);
    type.extensions = { ...type.extensions, apollo: { subgraph: { resolveReference: resolve } } };
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type) && type.name !== '_Entity')
      type.resolveType = (value) => (value as { readonly __typename?: string }).__typename;
  }
  return schema;
}

async function answer(
  schema: GraphQLSchema,
  { data, fault }: State,
  { query, variables, operationName }: Question,
  response: ServerResponse,
): Promise<void> {
  if (fault !== undefined && misbehave(fault, response)) return;
  const document = parse(query);
  const isMutation = document.definitions.some((definition) => 'operation' in definition && definition.operation === 'mutation');
  const result = await execute({
    schema,
    document,
    rootValue: isMutation ? data.Mutation : data.Query,
    variableValues: variables,
    operationName,
    fieldResolver: readTruth,
  });
  const entities = result.data?.['_entities'];
  if (fault === 'forgets-an-entity' && Array.isArray(entities)) entities.pop();
  response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
}

/** True when nothing is left to answer. */
function misbehave(fault: Fault, response: ServerResponse): boolean {
  switch (fault) {
    case 'cuts-the-connection':
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":{');
      response.destroy();
      return true;
    case 'answers-html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>It works</h1>');
      return true;
    case 'answers-500':
      response.writeHead(500, { 'content-type': 'text/plain' }).end('internal error at line 12');
      return true;
    case 'answers-invalid-json':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"a":');
      return true;
    case 'answers-a-list':
      response.writeHead(200, { 'content-type': 'application/json' }).end('[1,2,3]');
      return true;
    case 'is-silent':
      return true;
    case 'forgets-an-entity':
      return false;
  }
}

/** The question in one line: representations first, then the selection. */
function describe({ query, variables = {} }: Question): string {
  const { representations, ...others } = variables;
  const rest = Object.keys(others).length === 0 ? '' : ` with ${JSON.stringify(others)}`;
  if (representations === undefined) return query + rest;
  const [, selection = query] = /_entities\(representations:\$representations\)\{(.*)\}\}$/s.exec(query) ?? [];
  return `${JSON.stringify(representations)} -> ${selection}${rest}`;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

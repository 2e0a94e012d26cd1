import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { type RunningGateway, start } from '@health-graph/gateway';
import { execute, type GraphQLSchema, isAbstractType, parse } from 'graphql';
import type { Case, Outcome, Scenario } from './scenario.ts';
import { type SubgraphServer, startSubgraph } from './subgraph-server.ts';
import { readTruth } from './truth.ts';

/** A scenario with its subgraphs and the real gateway listening. */
export interface RunningScenario {
  run(testCase: Case): Promise<Outcome>;
  /** What one server over the same data answers: an opinion that shares no code with the gateway. */
  runAsOneServer(testCase: Case): Promise<{ readonly data?: unknown; readonly errorPaths: readonly unknown[] }>;
  close(): Promise<void>;
}

/** Long enough for every honest subgraph, short enough to wait for a silent one. */
const REQUEST_TIMEOUT_MS = 1_000;

export async function startScenario(scenario: Scenario): Promise<RunningScenario> {
  const servers = await Promise.all(
    Object.entries(scenario.subgraphs).map(([name, sdl]) => startSubgraph(name, sdl, scenario.createData())),
  );
  const services = servers.map(({ name, url }) => ({ name, url, typeDefs: parse(scenario.subgraphs[name] ?? '') }));
  const { supergraphSdl, errors = [] } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(`${scenario.name} does not compose: ${errors.map((error) => error.message).join('\n')}`);
  const gateway = await start({ port: 0, open: true, supergraphSdl, requestTimeoutMs: REQUEST_TIMEOUT_MS });
  const oneServer = createOneServer(Supergraph.build(supergraphSdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema());
  return {
    run: (testCase) => runCase(scenario, servers, gateway, testCase),
    runAsOneServer: async ({ operation, operationName, variables }) => {
      const document = parse(operation);
      const isMutation = document.definitions.some((definition) => 'operation' in definition && definition.operation === 'mutation');
      const data = scenario.createData();
      const result = await execute({
        schema: oneServer,
        document,
        rootValue: isMutation ? data.Mutation : data.Query,
        variableValues: variables,
        operationName,
        fieldResolver: readTruth,
      });
      return { data: result.data, errorPaths: (result.errors ?? []).map((error) => error.path) };
    },
    close: async () => {
      await gateway.close();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

function createOneServer(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value) => (value as { readonly __typename?: string }).__typename;
  }
  return schema;
}

async function runCase(
  scenario: Scenario,
  servers: readonly SubgraphServer[],
  gateway: RunningGateway,
  { operation, operationName, variables, faults }: Case,
): Promise<Outcome> {
  const data = scenario.createData();
  for (const server of servers) server.reset(data, faults?.[server.name]);
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: operation, operationName, variables }),
  });
  const answer = (await response.json()) as { readonly data?: unknown; readonly errors?: unknown };
  const asked = Object.fromEntries(
    servers.flatMap(({ name, asked: questions }) => (questions.length === 0 ? [] : [[name, [...questions].sort()]])),
  );
  return { ...answer, asked };
}

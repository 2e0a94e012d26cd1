import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { type RunningGateway, start } from '@health-graph/gateway';
import { keysOfGateway, startIssuer, type TestProvider, type TrustingEndpoint, trustingEndpoint } from '@health-graph/gateway/testing';
import { execute, type GraphQLSchema, isAbstractType, parse, responsePathAsArray } from 'graphql';
import type { Case, Outcome, Scenario } from './scenario.ts';
import { type SubgraphServer, startSubgraph } from './subgraph-server.ts';
import { readTruth } from './truth.ts';

/** A scenario with its subgraphs and the real gateway listening. */
export interface RunningScenario {
  run(testCase: Case): Promise<Outcome>;
  /** What one server over the same data answers: an opinion that shares no code with the gateway. */
  runAsOneServer(
    testCase: Case,
    /** Places that the gateway said this caller may not ask for. */
    refused: ReadonlySet<string>,
  ): Promise<{ readonly data?: unknown; readonly errorPaths: readonly unknown[] }>;
  close(): Promise<void>;
}

/** Long enough for every honest subgraph, short enough to wait for a silent one. */
const REQUEST_TIMEOUT_MS = 1_000;
const policiesFile = fileURLToPath(new URL('../../../schema/policies.yaml', import.meta.url));

export async function startScenario(scenario: Scenario): Promise<RunningScenario> {
  let gatewayUrl = '';
  const endpointOf = (name: string): TrustingEndpoint | undefined =>
    scenario.isEnforced
      ? trustingEndpoint(
          name,
          keysOfGateway(() => gatewayUrl),
        )
      : undefined;
  const servers = await Promise.all(
    Object.entries(scenario.subgraphs).map(([name, sdl]) => startSubgraph(name, sdl, scenario.createData(), endpointOf(name))),
  );
  const services = servers.map(({ name, url }) => ({ name, url, typeDefs: parse(scenario.subgraphs[name] ?? '') }));
  const { supergraphSdl: composed, errors = [] } = composeServices(services);
  if (composed === undefined) throw new Error(`${scenario.name} does not compose: ${errors.map((error) => error.message).join('\n')}`);
  const supergraphSdl = scenario.rewriteSupergraph(composed);
  const issuer = scenario.isEnforced ? await startIssuer() : undefined;
  const access =
    issuer === undefined ? { open: true } : { issuer: issuer.url, audience: issuer.audience, policiesFile, audit: 'none' as const };
  const gateway = await start({
    port: 0,
    ...access,
    supergraphSdl,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    bulkheads: { circuitMinimum: 1_000, circuitFetches: 1_000 },
  });
  gatewayUrl = gateway.url;
  const oneServer = createOneServer(
    Supergraph.build(supergraphSdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema({ includeDefer: true }),
  );
  return {
    run: (testCase) => runCase({ scenario, servers, gateway, issuer }, testCase),
    runAsOneServer: (testCase, refused) => runAsOneServer(oneServer, scenario, testCase, refused),
    close: async () => {
      await gateway.close();
      await issuer?.close();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/** What a caller may not ask for is an error of its resolver here, so that nulls spread as the GraphQL library has them. */
async function runAsOneServer(
  schema: GraphQLSchema,
  { createData }: Scenario,
  { operation, operationName, variables }: Case,
  refused: ReadonlySet<string>,
): Promise<{ readonly data?: unknown; readonly errorPaths: readonly unknown[] }> {
  const document = parse(operation);
  const isMutation = document.definitions.some((definition) => 'operation' in definition && definition.operation === 'mutation');
  const data = createData();
  const result = await execute({
    schema,
    document,
    rootValue: isMutation ? data.Mutation : data.Query,
    variableValues: variables,
    operationName,
    fieldResolver: (source, args, context, info) => {
      if (refused.has(placeOf(responsePathAsArray(info.path)))) throw new Error('Refused.');
      return readTruth(source, args, context, info);
    },
  });
  return { data: result.data, errorPaths: (result.errors ?? []).map((error) => error.path) };
}

/** A path without the indexes of lists. */
export const placeOf = (path: readonly (string | number)[]): string => path.filter((element) => typeof element === 'string').join('.');

function createOneServer(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value) => (value as { readonly __typename?: string }).__typename;
  }
  return schema;
}

interface Running {
  readonly scenario: Scenario;
  readonly servers: readonly SubgraphServer[];
  readonly gateway: RunningGateway;
  readonly issuer: TestProvider | undefined;
}

async function runCase({ scenario, servers, gateway, issuer }: Running, testCase: Case): Promise<Outcome> {
  const { operation, operationName, variables, faults } = testCase;
  const data = scenario.createData();
  const authorization = await authorizationOf(testCase, issuer);
  for (const server of servers) server.reset(data, faults?.[server.name]);
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify({ query: operation, operationName, variables }),
  });
  const answer = (await response.json()) as { readonly data?: unknown; readonly errors?: unknown };
  const asked = Object.fromEntries(
    servers.flatMap(({ name, asked: questions }) => (questions.length === 0 ? [] : [[name, [...questions].sort()]])),
  );
  return { ...answer, asked };
}

async function authorizationOf({ as = {} }: Case, issuer: TestProvider | undefined): Promise<Readonly<Record<string, string>>> {
  if (issuer === undefined || as === 'nobody') return {};
  return { authorization: `Bearer ${await issuer.token({ claims: as })}` };
}

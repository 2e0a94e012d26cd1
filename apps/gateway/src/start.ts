import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { InvalidConfiguration } from '@health-graph/errors';
import { isProtected } from '@health-graph/subgraph-kit';
import type { FastifyInstance } from 'fastify';
import { type OperationRules, openOperationRules } from './allow-list/operation-rules.ts';
import { createAuditPlugin } from './audit/audit-plugin.ts';
import { fieldsOf } from './audit/fields-of.ts';
import { openGatewayAudit } from './audit/gateway-audit.ts';
import { readConfig } from './config.ts';
import { createDocumentPlugin } from './document-plugin.ts';
import { createDocuments, type Documents } from './documents.ts';
import { type Admit, createDoor, openDoor } from './door.ts';
import { urlsOf } from './endpoints.ts';
import { createGraph, type Graph } from './graph.ts';
import { createHttpServer } from './http-server.ts';
import { maskError } from './mask-errors.ts';
import { type Observability, openObservability } from './observability/observability.ts';
import { quiet } from './observability/quiet.ts';
import { createRateLimits } from './rate-limits/rate-limits.ts';
import { connectRedis } from './redis/connect-redis.ts';
import type { RequestContext } from './request-context.ts';
import { delegatedRequests } from './safety-check/delegated-requests.ts';
import type { Config, GatewaySettings } from './settings.ts';
import { createStaticPermissions, type StaticPermissions } from './static-permissions/static-permissions.ts';
import { createDeferPlugin } from './streams/defer-plugin.ts';
import { createGatewayStreams } from './streams/gateway-streams.ts';
import { createSubgraphClient, type SubgraphClient } from './subgraph-client.ts';
import { type LoadedSupergraph, loadSupergraph } from './supergraph.ts';
import { createGatewayTrust, type GatewayTrust } from './trust/gateway-trust.ts';

export { type AllowListSettings, allowListIn, type OperationsMode } from './allow-list/settings.ts';
export type { AuditSettings } from './audit/gateway-audit.ts';
export { describeSettings, readGatewaySettings } from './configuration/gateway-settings.ts';
export { type FileSettings, settingsSchema } from './configuration/settings-schema.ts';
export { type ObservabilitySettings, observabilityIn } from './observability/settings.ts';
export { registerTracing } from './observability/tracing.ts';
export type { GatewaySettings, Limits, RefusalMode } from './settings.ts';
export { type FieldRequirements, fieldRequirements } from './static-permissions/field-requirements.ts';

export interface RunningGateway {
  /** The GraphQL endpoint. */
  readonly url: string;
  /** Where `/metrics` is, when it is served. */
  readonly adminUrl: string | undefined;
  /** Stops listening, lets requests on their way end, then closes all connections. */
  close(): Promise<void>;
}

/** @throws InvalidConfiguration naming each setting that is missing or wrong */
export async function start(settings: GatewaySettings): Promise<RunningGateway> {
  const config = await readConfig(settings);
  const loaded = loadSupergraph(config.supergraphSdl, config.subgraphUrls);
  const observability = await openObservability(
    config.observability,
    loaded.endpoints.map(({ name }) => name),
  );
  try {
    return await serve(config, observability.supergraph(loaded), observability);
  } catch (failure) {
    await observability.close();
    throw failure;
  }
}

async function serve(config: Config, supergraph: LoadedSupergraph, observability: Observability): Promise<RunningGateway> {
  const enforcement = createEnforcement(config, supergraph);
  const audit = config.audit && observability.audit(await openGatewayAudit(config.audit, fieldsOf(supergraph.schema)));
  const redis = config.redisUrl === undefined ? undefined : await connectRedis(config.redisUrl);
  const rateLimits = config.rateLimits && createRateLimits({ ...config.rateLimits, redis: redis?.client });
  const graph = createGraph({
    ...config,
    supergraph,
    client: observability.client(clientOf(config, supergraph)),
    permissions: enforcement.permissions,
    showsPlans: config.observability.showsPlans,
    observability,
  });
  const rules = await openOperationRules(config, observability.log);
  const unguarded = createDocuments({ limits: config.limits, hasIntrospection: config.hasIntrospection }, config.operationCacheEntries);
  const documents = rules.guard(unguarded);
  const apollo = createApollo(config, { graph, documents, rules, observability });
  await apollo.start();
  let isReady = true;
  const safetyProfile = delegatedRequests({ apollo, supergraph, audit, ...enforcement });
  const served = { apollo, config, ...enforcement, audit, rateLimits, isReady: () => isReady };
  const streams = createGatewayStreams({ ...served, supergraph, graph, documents, named: rules.named });
  const published = { documents: () => unguarded, schema: () => supergraph.apiSchema, rateLimits };
  const routes = [(to: FastifyInstance) => rules.serve(to, published)];
  const server = await createHttpServer({ ...served, safetyProfile, streams, observability, routes });
  await listen(server, config).catch(async (failure: unknown) => {
    await Promise.all([audit?.close(), redis?.close(), rules.close()]);
    throw failure;
  });
  return {
    url: `${server.listeningOrigin}/graphql`,
    adminUrl: observability.adminUrl,
    close: async () => {
      isReady = false;
      await streams.close();
      await drain(server, config.drainTimeoutMs);
      await apollo.stop();
      enforcement.trust?.close();
      await Promise.all([audit?.close(), redis?.close(), rules.close(), observability.close()]);
    },
  };
}

function clientOf({ requestTimeoutMs, limits }: Config, { endpoints }: LoadedSupergraph): SubgraphClient {
  return createSubgraphClient({ endpoints, timeoutMs: requestTimeoutMs, answerBytes: limits.answerBytes });
}

/** What stands between a caller and the graph. */
interface Enforcement {
  readonly admit: Admit;
  readonly permissions: StaticPermissions | undefined;
  readonly trust: GatewayTrust | undefined;
}

/** Classes are served by asking who may see them, or not at all. */
function createEnforcement(config: Config, supergraph: LoadedSupergraph): Enforcement {
  if (config.isOpen && supergraph.hasClasses)
    throw new InvalidConfiguration('An open gateway refuses a supergraph whose fields carry classes.', { setting: 'open' });
  if (config.enforcement === undefined) return { admit: openDoor, permissions: undefined, trust: undefined };
  const { issuer, audience, policies, trustSecret: secret, trustRotationMs: rotationMs } = config.enforcement;
  const permissions = createStaticPermissions(supergraph, policies);
  const { endpoints } = supergraph;
  for (const { name, url } of endpoints) {
    if (!isProtected(url))
      throw new InvalidConfiguration('The keys of a subgraph are trusted over https, or from this machine.', {
        setting: `subgraphUrls.${name}`,
      });
  }
  const trust = createGatewayTrust({ endpoints: urlsOf(endpoints), secret, rotationMs });
  return { permissions, trust, admit: createDoor({ issuer, audience, permissions, trust }) };
}

interface ApolloParts {
  readonly graph: Graph;
  readonly documents: Documents;
  readonly rules: OperationRules;
  readonly observability: Observability;
}

function createApollo(config: Config, parts: ApolloParts): ApolloServer<RequestContext> {
  const { graph, documents, rules } = parts;
  const { plugin, log } = parts.observability;
  return new ApolloServer<RequestContext>({
    gateway: graph.gateway,
    logger: quiet(log),
    csrfPrevention: true,
    documentStore: null,
    ...rules.persistedQueries,
    formatError: maskError,
    includeStacktraceInErrorResponses: false,
    introspection: config.hasIntrospection,
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    plugins: [
      createDocumentPlugin(documents, rules.named),
      createDeferPlugin(graph),
      createAuditPlugin<RequestContext>(),
      plugin,
      // A hospital's gateway phones nobody, whatever the environment says.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
}

async function listen(server: FastifyInstance, { port, host }: Config): Promise<void> {
  try {
    await server.listen({ port, host });
  } catch (cause) {
    throw new InvalidConfiguration('The gateway cannot listen on this address.', { setting: 'port', port }, { cause });
  }
}

async function drain(server: FastifyInstance, timeoutMs: number): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), timeoutMs);
  await server.close();
  clearTimeout(timer);
}

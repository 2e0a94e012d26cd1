import { InvalidConfiguration } from '@health-graph/errors';
import type { FastifyInstance } from 'fastify';
import { openOperationRules } from './allow-list/operation-rules.ts';
import { openGatewayAudit } from './audit/gateway-audit.ts';
import { createBulkheads } from './bulkheads/bulkheads.ts';
import { createSharedCache } from './caches/shared-cache.ts';
import { readConfig } from './config.ts';
import { type CheckedSupergraph, checkSupergraph } from './hot-swap/check-supergraph.ts';
import { type GatewayAccess, type GatewayParts, openGraphVersion } from './hot-swap/graph-version.ts';
import { createGraphVersions, type GraphVersions } from './hot-swap/graph-versions.ts';
import { createHttpServer } from './http-server.ts';
import { type Observability, openObservability } from './observability/observability.ts';
import { createRateLimits } from './rate-limits/rate-limits.ts';
import { connectRedis } from './redis/connect-redis.ts';
import { openRegistry, type Registry } from './registry/registry.ts';
import { auditBase } from './registry/registry-audit.ts';
import { serveRegistry } from './registry/routes.ts';
import type { Config, GatewaySettings } from './settings.ts';
import { createAccessTokens } from './sign-in/access-token.ts';
import { issuerKeys } from './sign-in/issuer-keys.ts';
import { createSigningKeys } from './sign-in/signing-keys.ts';
import { serveStatus } from './status/routes.ts';
import { createGatewayStreams } from './streams/gateway-streams.ts';
import { createGatewayTrust } from './trust/gateway-trust.ts';
import { runGateway as runProcesses } from './workers/run-gateway.ts';
import type { ProcessSettings } from './workers/worker-settings.ts';

export { type AllowListSettings, allowListIn, type OperationsMode } from './allow-list/settings.ts';
export type { AuditSettings } from './audit/gateway-audit.ts';
export { describeSettings, readGatewaySettings } from './configuration/gateway-settings.ts';
export { type FileSettings, settingsSchema } from './configuration/settings-schema.ts';
export {
  fixedSource,
  type SupergraphListener,
  type SupergraphSource,
  type SupergraphText,
  supergraphText,
} from './hot-swap/supergraph-source.ts';
export { type ObservabilitySettings, observabilityIn } from './observability/settings.ts';
export { registerTracing } from './observability/tracing.ts';
export type { RegistrySettings } from './registry/settings.ts';
export type { GatewaySettings, Limits, RefusalMode } from './settings.ts';
export { type FieldRequirements, fieldRequirements } from './static-permissions/field-requirements.ts';

/** A gateway of as many processes as the settings ask for; each of them runs the command line of this one. */
export const runGateway = (settings: ProcessSettings): Promise<RunningGateway> => runProcesses(settings, start);

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
  const observability = await openObservability(config.observability);
  let registry: Registry | undefined;
  try {
    registry = await openRegistryOf(config, observability);
    return await serve(registry === undefined ? config : { ...config, supergraph: registry.source }, observability, registry);
  } catch (failure) {
    await Promise.all([registry?.close(), observability.close()]);
    throw failure;
  }
}

async function openRegistryOf({ registry, redisUrl, subgraphUrls }: Config, { log }: Observability): Promise<Registry | undefined> {
  if (registry === undefined) return undefined;
  const opened = await openRegistry({ ...registry, redisUrl, subgraphUrls, onFailure: log.registryFailed });
  log.registryOpened(opened.base, registry);
  return opened;
}

async function serve(config: Config, observability: Observability, registry: Registry | undefined): Promise<RunningGateway> {
  const first = checkSupergraph(await config.supergraph.current(), config);
  const audit = config.audit && observability.audit(await openGatewayAudit(config.audit));
  const redis = config.redisUrl === undefined ? undefined : await connectRedis(config.redisUrl);
  const rateLimits = config.rateLimits && createRateLimits({ ...config.rateLimits, redis: redis?.client });
  const rules = await openOperationRules(config, observability.log, redis?.client);
  const access = accessOf(config);
  const bulkheads = createBulkheads({ settings: config.bulkheads, ...observability.endpoints });
  observability.endpoints.watch(bulkheads.status);
  const cache = config.cacheBytes === 0 ? undefined : createSharedCache({ bytes: config.cacheBytes, redis: redis?.client });
  const parts = { config, observability, audit, access, rules, bulkheads, recorder: registry?.recorder, cache };
  const versions = await serveVersions(first, parts);
  let isReady = true;
  const served = { versions, config, trust: access?.trust, audit, rateLimits, isReady: () => isReady };
  const streams = createGatewayStreams({ ...served, named: rules.named });
  const published = { documents: () => versions.newest.unguarded, rateLimits };
  await auditBase(registry?.base, audit);
  const verify = access?.verify;
  const status = () => ({ supergraph: versions.newest.version, process: process.pid, endpoints: bulkheads.status() });
  const routes = [
    (to: FastifyInstance) => serveStatus(to, { verify, status }),
    (to: FastifyInstance) => rules.serve(to, published),
    (to: FastifyInstance) => registry && verify && serveRegistry(to, { registry, verify, audit, rateLimits }),
  ];
  const server = await createHttpServer({ ...served, streams, observability, routes });
  const release = async (): Promise<void> => {
    await versions.close();
    access?.trust.close();
    await Promise.all([audit?.close(), redis?.close(), rules.close(), registry?.close()]);
  };
  await listen(server, config).catch(async (failure: unknown) => {
    await release();
    throw failure;
  });
  return {
    url: `${server.listeningOrigin}/graphql`,
    adminUrl: observability.adminUrl,
    close: async () => {
      isReady = false;
      await streams.close();
      await drain(server, config.drainTimeoutMs);
      await release();
      await observability.close();
    },
  };
}

function accessOf({ enforcement }: Config): GatewayAccess | undefined {
  if (enforcement === undefined) return undefined;
  const { issuer, audience, trustSecret: secret, trustRotationMs: rotationMs } = enforcement;
  const verify = createAccessTokens({ issuer, audience, keys: createSigningKeys({ load: issuerKeys(issuer) }) });
  return { verify, trust: createGatewayTrust({ secret, rotationMs }) };
}

/** The first version of the graph, and whatever its source gives later. */
async function serveVersions(first: CheckedSupergraph, parts: GatewayParts): Promise<GraphVersions> {
  const { config, observability } = parts;
  return createGraphVersions({
    first: await openGraphVersion(first, parts),
    source: config.supergraph,
    open: async (text) => openGraphVersion(checkSupergraph(text, config), parts),
    observer: observability.swaps,
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

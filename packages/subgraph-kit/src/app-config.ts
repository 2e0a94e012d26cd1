import { as, type Environment, readConfig } from './read-config.ts';
import type { SubgraphConfig } from './start-subgraph.ts';
import { type EndpointTrustConfig, trustKeysPath } from './trust/endpoint-trust.ts';
import { publishedKeysAt } from './trust/published-keys.ts';

/** The settings of an app that keeps its records in a database of its own. */
export interface AppConfig extends SubgraphConfig {
  /** The store: a replica set, a sharded cluster, or the embedded server. */
  readonly storeUrl: string;
  /** The subgraph's own database there. */
  readonly database: string;
}

/** Whose fetches are taken: the gateway's, which publishes its keys beside its graph. */
const trustIn = (gatewayUrl: string): EndpointTrustConfig => ({ gatewayKeys: publishedKeysAt(new URL(trustKeysPath, gatewayUrl).href) });

/** What differs from app to app when the environment says nothing. */
export interface AppDefaults {
  readonly database: string;
  readonly port: number;
}

/**
 * The settings in `env`, the same variables for every app.
 * @throws {InvalidConfiguration} naming every setting at fault
 */
export function appConfig(env: Environment, defaults: AppDefaults): AppConfig {
  const { identityUrl, redisUrl, endpoint, ...config } = readConfig(env, {
    gatewayUrl: { variable: 'GATEWAY_URL', parse: as.protectedUrl },
    identityUrl: { variable: 'IDENTITY_URL', parse: as.protectedUrl, default: '' },
    endpoint: { variable: 'ENDPOINT', parse: as.endpointId, default: '' },
    redisUrl: { variable: 'REDIS_URL', parse: as.text, default: '' },
    storeUrl: { variable: 'MONGODB_URL', parse: as.mongodbUrl },
    database: { variable: 'DATABASE', parse: as.text, default: defaults.database },
    host: { variable: 'HOST', parse: as.text, default: '127.0.0.1' },
    port: { variable: 'PORT', parse: as.port, default: defaults.port },
    internalSecret: { variable: 'INTERNAL_SECRET', parse: as.secret },
    introspection: { variable: 'INTROSPECTION', parse: as.flag, default: false },
    logLevel: { variable: 'LOG_LEVEL', parse: as.oneOf(['debug', 'info', 'warn', 'error', 'silent']), default: 'info' },
  });
  const optional = {
    ...(identityUrl === '' ? {} : { identityUrl }),
    ...(redisUrl === '' ? {} : { redisUrl }),
    ...(endpoint === '' ? {} : { endpoint }),
  };
  return { ...config, trust: trustIn(config.gatewayUrl), ...optional };
}

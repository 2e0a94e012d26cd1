import { as, type Environment, publishedKeysAt, readConfig, type SubgraphConfig, trustKeysPath } from '@health-graph/subgraph-kit';

/**
 * The settings in `env`; the README lists them.
 * @throws naming every setting at fault
 */
export function configOf(env: Environment): SubgraphConfig {
  const { gatewayUrl, ...config } = readConfig(env, {
    gatewayUrl: { variable: 'GATEWAY_URL', parse: as.protectedUrl },
    identityUrl: { variable: 'IDENTITY_URL', parse: as.protectedUrl },
    internalSecret: { variable: 'INTERNAL_SECRET', parse: as.secret },
    host: { variable: 'HOST', parse: as.text, default: '127.0.0.1' },
    port: { variable: 'PORT', parse: as.port, default: 4100 },
    logLevel: { variable: 'LOG_LEVEL', parse: as.oneOf(['debug', 'info', 'warn', 'error', 'silent']), default: 'info' },
  });
  return { ...config, trust: { gatewayKeys: publishedKeysAt(new URL(trustKeysPath, gatewayUrl).href) } };
}

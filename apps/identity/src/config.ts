import { type AppConfig, appConfig, type Environment } from '@health-graph/subgraph-kit';
import { type OidcConfig, oidcConfigOf } from './oidc/oidc-config.ts';

/** The settings of every app, and the embedded OpenID provider where one is asked for. */
export interface Config extends AppConfig {
  readonly oidc?: OidcConfig;
}

/**
 * The settings in `env`; the README lists them.
 * @throws {InvalidConfiguration} naming every setting at fault
 */
export function configOf(env: Environment): Config {
  const oidc = oidcConfigOf(env);
  return { ...appConfig(env, { database: 'identity', port: 4004 }), ...(oidc && { oidc }) };
}

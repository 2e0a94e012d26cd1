import { as, type Environment, readConfig, type SubgraphConfig } from '@health-graph/subgraph-kit';

/** Settings of this subgraph, checked. */
export interface Config extends SubgraphConfig {
  /** The store: a replica set, a sharded cluster, or the embedded server. */
  readonly storeUrl: string;
  /** The subgraph's own database there. */
  readonly database: string;
}

/**
 * The settings in `env`; the README lists them.
 * @throws {InvalidConfiguration} naming every setting at fault
 */
export function configOf(env: Environment): Config {
  return readConfig(env, {
    storeUrl: { variable: 'MONGODB_URL', parse: as.mongodbUrl },
    database: { variable: 'DATABASE', parse: as.text, default: 'health-book' },
    host: { variable: 'HOST', parse: as.text, default: '127.0.0.1' },
    port: { variable: 'PORT', parse: as.port, default: 4005 },
    internalSecret: { variable: 'INTERNAL_SECRET', parse: as.secret },
    introspection: { variable: 'INTROSPECTION', parse: as.flag, default: false },
    logLevel: { variable: 'LOG_LEVEL', parse: as.oneOf(['debug', 'info', 'warn', 'error', 'silent']), default: 'info' },
  });
}

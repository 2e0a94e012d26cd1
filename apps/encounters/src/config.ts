import { type AppConfig, appConfig, type Environment } from '@health-graph/subgraph-kit';

/**
 * The settings in `env`; the README lists them.
 * @throws {InvalidConfiguration} naming every setting at fault
 */
export const configOf = (env: Environment): AppConfig => appConfig(env, { database: 'encounters', port: 4002 });

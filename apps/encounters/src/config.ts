import { type AppConfig, appConfig, type Environment } from '@health-graph/subgraph-kit';

/** The settings of every app, and where identity is told of care teams. */
export interface Config extends AppConfig {
  readonly identityUrl?: string;
}

/**
 * The settings in `env`; the README lists them.
 * @throws {InvalidConfiguration} naming every setting at fault
 */
export const configOf = (env: Environment): Config => ({
  ...appConfig(env, { database: 'encounters', port: 4002 }),
  ...(env['IDENTITY_URL'] ? { identityUrl: env['IDENTITY_URL'] } : {}),
});

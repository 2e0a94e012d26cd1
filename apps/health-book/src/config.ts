import { type AppConfig, appConfig, as, type Environment, readConfig } from '@health-graph/subgraph-kit';
import { smallestCellByDefault } from './model/adoption.ts';

/** The settings of every app, and from how many persons on a count is told. */
export interface Config extends AppConfig {
  readonly smallestCell?: number;
}

/**
 * The settings in `env`; the README lists them.
 * @throws {InvalidConfiguration} naming every setting at fault
 */
export const configOf = (env: Environment): Config => ({
  ...appConfig(env, { database: 'health-book', port: 4005 }),
  ...readConfig(env, { smallestCell: { variable: 'SMALLEST_CELL', parse: as.integer(1, 1_000), default: smallestCellByDefault } }),
});

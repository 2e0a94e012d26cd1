import { permitted } from '@health-graph/store';
import { type RunningSubgraph, readPolicies, readSdl, type SubgraphConfig, startSubgraph } from '@health-graph/subgraph-kit';
import type { Config } from './config.ts';
import { createContext } from './context.ts';
import { smallestCellByDefault } from './model/adoption.ts';
import { resolvers } from './resolvers/index.ts';
import type { HealthBookStore } from './store/health-book-store.ts';

const schemaFolder = new URL('../../../schema/', import.meta.url);

export type ServeConfig = SubgraphConfig & Pick<Config, 'smallestCell'>;

/** Serves the subgraph over a store that is open; closing the subgraph closes it. `now` is the clock unless a test gives its own. */
export const serve = async (store: HealthBookStore, config: ServeConfig, now: () => number = Date.now): Promise<RunningSubgraph> =>
  startSubgraph({
    name: 'health-book',
    sdl: await readSdl(schemaFolder, 'health-book'),
    policies: await readPolicies(schemaFolder),
    resolvers,
    createContext: ({ permissions }) =>
      createContext(permitted(store, permissions), { now: new Date(now()), smallestCell: config.smallestCell ?? smallestCellByDefault }),
    store,
    config,
  });

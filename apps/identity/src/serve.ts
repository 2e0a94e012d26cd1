import { type RunningSubgraph, readSdl, type SubgraphConfig, startSubgraph } from '@health-graph/subgraph-kit';
import { createContext } from './context.ts';
import { factsRoute } from './facts/facts-route.ts';
import { resolvers } from './resolvers/index.ts';
import type { IdentityStore } from './store/identity-store.ts';

const schemaFolder = new URL('../../../schema/', import.meta.url);

/** Serves the subgraph over a store that is open; closing the subgraph closes it. `now` is the clock unless a test gives its own. */
export const serve = async (store: IdentityStore, config: SubgraphConfig, now: () => number = Date.now): Promise<RunningSubgraph> =>
  startSubgraph({
    name: 'identity',
    sdl: await readSdl(schemaFolder, 'identity'),
    resolvers,
    createContext: () => createContext(store, new Date(now())),
    store,
    internalRoutes: { '/internal/facts': factsRoute(store, now) },
    config,
  });

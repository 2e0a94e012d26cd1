import { permitted } from '@health-graph/store';
import { locatePath, type RunningSubgraph, readPolicies, readSdl, type SubgraphConfig, startSubgraph } from '@health-graph/subgraph-kit';
import { createContext } from './context.ts';
import { locateRoute } from './locator/locate-route.ts';
import { presenceRoute } from './locator/presence-route.ts';
import { resolvers } from './resolvers/index.ts';
import type { PatientsStore } from './store/patients-store.ts';

const schemaFolder = new URL('../../../schema/', import.meta.url);

/** Serves the subgraph over a store that is open; closing the subgraph closes it. `now` is the clock unless a test gives its own. */
export const serve = async (store: PatientsStore, config: SubgraphConfig, now: () => number = Date.now): Promise<RunningSubgraph> =>
  startSubgraph({
    name: 'patients',
    sdl: await readSdl(schemaFolder, 'patients'),
    policies: await readPolicies(schemaFolder),
    resolvers,
    createContext: ({ permissions }) => createContext(permitted(store, permissions), new Date(now())),
    store,
    internalRoutes: { '/internal/presence': presenceRoute(store) },
    gatewayRoutes: { [locatePath]: locateRoute(store) },
    config,
  });

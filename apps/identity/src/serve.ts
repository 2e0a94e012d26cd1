import { type RunningSubgraph, readSdl, type SubgraphConfig, type SubgraphOptions, startSubgraph } from '@health-graph/subgraph-kit';
import { type Context, createContext } from './context.ts';
import { factsRoute } from './facts/facts-route.ts';
import { resolvers } from './resolvers/index.ts';
import type { IdentityStore } from './store/identity-store.ts';

const schemaFolder = new URL('../../../schema/', import.meta.url);

export interface ServeOptions {
  /** The clock unless a test gives its own. */
  readonly now?: () => number;
  /** Beside facts: development tokens, where there is a provider. */
  readonly internalRoutes?: SubgraphOptions<Context>['internalRoutes'];
}

/** Serves the subgraph over a store that is open; closing the subgraph closes it. */
export const serve = async (
  store: IdentityStore,
  config: SubgraphConfig,
  { now = Date.now, internalRoutes }: ServeOptions = {},
): Promise<RunningSubgraph> =>
  startSubgraph({
    name: 'identity',
    sdl: await readSdl(schemaFolder, 'identity'),
    resolvers,
    createContext: () => createContext(store, new Date(now())),
    store,
    internalRoutes: { '/internal/facts': factsRoute(store, now), ...internalRoutes },
    config,
  });

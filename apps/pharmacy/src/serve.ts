import { permitted } from '@health-graph/store';
import { type RunningSubgraph, readPolicies, readSdl, type SubgraphConfig, startSubgraph } from '@health-graph/subgraph-kit';
import { createContext } from './context.ts';
import { resolvers } from './resolvers/index.ts';
import type { PharmacyStore } from './store/pharmacy-store.ts';

const schemaFolder = new URL('../../../schema/', import.meta.url);

/** Serves the subgraph over a store that is open; closing the subgraph closes it. */
export const serve = async (store: PharmacyStore, config: SubgraphConfig): Promise<RunningSubgraph> =>
  startSubgraph({
    name: 'pharmacy',
    sdl: await readSdl(schemaFolder, 'pharmacy'),
    policies: await readPolicies(schemaFolder),
    resolvers,
    createContext: ({ permissions }) => createContext(permitted(store, permissions), store),
    store,
    config,
  });

import { permitted } from '@health-graph/store';
import { type RunningSubgraph, readPolicies, readSdl, type SubgraphConfig, startSubgraph } from '@health-graph/subgraph-kit';
import { createContext } from './context.ts';
import { resolvers } from './resolvers/index.ts';
import type { EncountersStore } from './store/encounters-store.ts';

const schemaFolder = new URL('../../../schema/', import.meta.url);

/** Serves the subgraph over a store that is open; closing the subgraph closes it. */
export const serve = async (store: EncountersStore, config: SubgraphConfig): Promise<RunningSubgraph> =>
  startSubgraph({
    name: 'encounters',
    sdl: await readSdl(schemaFolder, 'encounters'),
    policies: await readPolicies(schemaFolder),
    resolvers,
    createContext: ({ permissions }) => createContext(permitted(store, permissions), store),
    store,
    config,
  });

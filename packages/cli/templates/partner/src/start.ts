import { readFile } from 'node:fs/promises';
import { type RunningSubgraph, readPolicies, type SubgraphConfig, startSubgraph } from '@health-graph/subgraph-kit';
import type { Context } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/index.ts';
import { rowClass } from './store/session.ts';
import { openSessionStore } from './store/session-store.ts';

const folder = new URL('../', import.meta.url);

/** Opens the store and serves the subgraph; the signature, guards, limits and the account of what was shown are the kit's. */
export async function start(config: SubgraphConfig): Promise<RunningSubgraph> {
  const [sdl, policies] = await Promise.all([readFile(new URL('schema.graphql', folder), 'utf8'), readPolicies(folder)]);
  const store = await openSessionStore(); // The subgraph closes it.
  return startSubgraph<Context>({
    name: 'rehabilitation',
    sdl: [sdl],
    policies,
    resolvers,
    owns: { RehabilitationSession: rowClass },
    store,
    config,
    createContext: ({ permissions }) => ({ loaders: createLoaders(store, permissions), totals: store }),
  });
}

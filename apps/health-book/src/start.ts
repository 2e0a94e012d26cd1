import type { RunningSubgraph } from '@health-graph/subgraph-kit';
import type { Config } from './config.ts';
import { serve } from './serve.ts';
import { openStore } from './store/health-book-store.ts';

/** Opens the store and serves the subgraph; `close` ends both. */
export async function start(config: Config): Promise<RunningSubgraph> {
  const store = await openStore(config);
  try {
    return await serve(store, config);
  } catch (failure) {
    await store.close();
    throw failure;
  }
}

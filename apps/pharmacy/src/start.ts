import type { AppConfig, RunningSubgraph } from '@health-graph/subgraph-kit';
import { serve } from './serve.ts';
import { openStore } from './store/pharmacy-store.ts';

/** Opens the store and serves the subgraph; `close` ends both. */
export async function start(config: AppConfig): Promise<RunningSubgraph> {
  const store = await openStore(config);
  try {
    return await serve(store, config);
  } catch (failure) {
    await store.close();
    throw failure;
  }
}

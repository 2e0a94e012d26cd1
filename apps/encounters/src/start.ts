import type { AppConfig, RunningSubgraph } from '@health-graph/subgraph-kit';
import { withCareTeamRelay } from './care-team/with-care-team-relay.ts';
import { serve } from './serve.ts';
import { openStore } from './store/encounters-store.ts';

/** Opens the store, serves the subgraph, and tells identity who takes part in encounters; `close` ends all. */
export async function start(config: AppConfig): Promise<RunningSubgraph> {
  const { identityUrl } = config;
  const opened = await openStore(config);
  // Without identity reports wait in the outbox, until a process that knows it comes.
  const store = identityUrl === undefined ? opened : withCareTeamRelay(opened, { ...config, identityUrl });
  try {
    return await serve(store, config);
  } catch (failure) {
    await store.close();
    throw failure;
  }
}

import { type RunningSubgraph, withIdsOf } from '@health-graph/subgraph-kit';
import { withCareTeamRelay } from './care-team/with-care-team-relay.ts';
import type { EncountersConfig } from './config.ts';
import { withPresenceRelay } from './presence/with-presence-relay.ts';
import { serve } from './serve.ts';
import { type EncountersStore, openStore } from './store/encounters-store.ts';

/** Opens the store, serves the subgraph, and tells others what they have to know of what is written; `close` ends all. */
export async function start(config: EncountersConfig): Promise<RunningSubgraph> {
  const opened = await openStore(config, { isOneOfSeveral: config.endpoint !== undefined });
  const store = asOneOfSeveral(withRelays(opened, config), config);
  try {
    return await serve(store, config);
  } catch (failure) {
    await store.close();
    throw failure;
  }
}

/** Whoever is not known is told later, by a process that knows: reports wait in the outbox. */
function withRelays(store: EncountersStore, config: EncountersConfig): EncountersStore {
  const { identityUrl, patientsUrl, endpoint } = config;
  const toIdentity = identityUrl === undefined ? store : withCareTeamRelay(store, { ...config, identityUrl });
  return patientsUrl === undefined || endpoint === undefined
    ? toIdentity
    : withPresenceRelay(toIdentity, { ...config, patientsUrl, endpoint });
}

const asOneOfSeveral = (store: EncountersStore, { endpoint }: EncountersConfig): EncountersStore =>
  endpoint === undefined ? store : withIdsOf(store, endpoint);

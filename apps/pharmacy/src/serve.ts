import { permitted } from '@health-graph/store';
import {
  createPeerKeys,
  createTrustKeyRing,
  type RunningSubgraph,
  readPolicies,
  readSdl,
  type SubgraphConfig,
  startSubgraph,
  type TrustKeyRing,
} from '@health-graph/subgraph-kit';
import { createContext } from './context.ts';
import { resolvers } from './resolvers/index.ts';
import { createCheckRate } from './safety/check-rate.ts';
import { profileClient } from './safety/profile-client.ts';
import { nothingKnown, type SafetyProfileSource } from './safety/profile-source.ts';
import type { PharmacyStore } from './store/pharmacy-store.ts';

const schemaFolder = new URL('../../../schema/', import.meta.url);

/** Serves the subgraph over a store that is open; closing the subgraph closes it. */
export async function serve(store: PharmacyStore, config: SubgraphConfig): Promise<RunningSubgraph> {
  const trustKeys = createTrustKeyRing();
  const checks = { profiles: profilesOf(config, trustKeys), rate: createCheckRate({ now: Date.now }) };
  return startSubgraph({
    name: 'pharmacy',
    sdl: await readSdl(schemaFolder, 'pharmacy'),
    policies: await readPolicies(schemaFolder),
    resolvers,
    permitsItself: ['checkPrescription'],
    trustKeys,
    createContext: ({ permissions, requestId }) =>
      createContext(permitted(store, permissions), { permissions, requestId, checks, whole: store }),
    store,
    config,
  });
}

/** Where nobody says where the gateway is, a check is incomplete and blocks signing. */
function profilesOf({ gatewayUrl, trust }: SubgraphConfig, keys: TrustKeyRing): SafetyProfileSource {
  if (gatewayUrl === undefined) return nothingKnown;
  return profileClient({ gatewayUrl, keys, gateway: createPeerKeys({ load: trust.gatewayKeys }) });
}

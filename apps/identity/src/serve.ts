import { auditReader } from '@health-graph/audit';
import { permitted } from '@health-graph/store';
import {
  attestedCallers,
  createLog,
  openLiveEvents,
  type RunningSubgraph,
  readPolicies,
  readSdl,
  type SubgraphConfig,
  type SubgraphOptions,
  startSubgraph,
} from '@health-graph/subgraph-kit';
import { careTeamRoute } from './care-team/care-team-route.ts';
import { type Context, createContext } from './context.ts';
import { factsRoute, ownFacts } from './facts/facts-route.ts';
import { breakGlassChannel } from './live/break-glass-opened.ts';
import { resolvers } from './resolvers/index.ts';
import type { IdentityStore } from './store/identity-store.ts';

const schemaFolder = new URL('../../../schema/', import.meta.url);

export interface ServeOptions {
  /** The clock unless a test gives its own. */
  readonly now?: () => number;
  /** The database of the audit log, on the same server. Default `audit`. */
  readonly auditDatabase?: string;
  /** Beside facts: development tokens, where there is a provider. */
  readonly internalRoutes?: SubgraphOptions<Context>['internalRoutes'];
}

/** Serves the subgraph over a store that is open; closing the subgraph closes it. */
export const serve = async (
  store: IdentityStore,
  config: SubgraphConfig,
  { now = Date.now, auditDatabase = 'audit', internalRoutes }: ServeOptions = {},
): Promise<RunningSubgraph> => {
  const audit = auditReader({ mongoose: store.connection.mongoose.useDb(auditDatabase) });
  const live = await openLiveEvents('identity', config);
  const log = createLog('identity', config.logLevel ?? 'info');
  const breakGlassOpened = breakGlassChannel(live, (failure) => log.warn({ error: failure }, 'An emergency access could not be told.'));
  return startSubgraph({
    name: 'identity',
    sdl: await readSdl(schemaFolder, 'identity'),
    policies: await readPolicies(schemaFolder),
    resolvers,
    createContext: ({ permissions, requestId }) =>
      createContext(permitted(store, permissions), audit, () => new Date(now()), {
        permissions,
        requestId,
        whole: store,
        breakGlassOpened,
      }),
    store,
    live,
    factsOf: ownFacts(store, now),
    internalRoutes: {
      '/internal/facts': factsRoute(store, now, attestedCallers(config.gatewayUrl)),
      '/internal/care-team': careTeamRoute(store),
      ...internalRoutes,
    },
    config,
  });
};

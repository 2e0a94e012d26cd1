import { createLog, internalPost, type LogLevel } from '@health-graph/subgraph-kit';
import { wokenByWrites } from '../outbox/woken-by-writes.ts';
import { outboxOf } from '../store/care-team-outbox.ts';
import type { EncountersStore } from '../store/encounters-store.ts';
import { startCareTeamRelay } from './care-team-relay.ts';

export interface RelayConfig {
  /** Identity's GraphQL endpoint, whose internal contract is told. */
  readonly identityUrl: string;
  readonly internalSecret: string;
  readonly logLevel?: LogLevel;
}

/** The store, which wakes a relay when something was written and closes it before itself. */
export function withCareTeamRelay(
  store: EncountersStore,
  { identityUrl, internalSecret, logLevel = 'info' }: RelayConfig,
): EncountersStore {
  const identity = internalPost({ subgraph: 'identity', url: identityUrl, secret: internalSecret, path: '/internal/care-team' });
  const log = createLog('encounters', logLevel);
  const relay = startCareTeamRelay({
    outbox: outboxOf(store.connection),
    tell: (reports) => identity.send({ reports }),
    onFailure: (error, encounterId) => log.warn({ error, encounterId }, 'Identity was not told who takes part in encounters.'),
  });
  return wokenByWrites(store, relay, identity);
}

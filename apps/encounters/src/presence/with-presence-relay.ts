import { maxPresencePatients } from '@health-graph/records';
import { createLog, internalPost, type LogLevel } from '@health-graph/subgraph-kit';
import { startOutboxRelay } from '../outbox/outbox-relay.ts';
import { wokenByWrites } from '../outbox/woken-by-writes.ts';
import type { EncountersStore } from '../store/encounters-store.ts';
import { presenceOutboxOf } from '../store/presence-outbox.ts';
import { presenceOf } from '../store/presence-queries.ts';

export interface PresenceRelayConfig {
  /** The GraphQL endpoint of patients, whose record locator is told. */
  readonly patientsUrl: string;
  /** Which hospital this is. */
  readonly endpoint: string;
  readonly internalSecret: string;
  readonly logLevel?: LogLevel;
}

/**
 * The store, which wakes a relay when something was written and closes it before itself. What is held of a patient is read when it is told, so that the
 * newest report says everything: one that is lost, late or repeated does no harm.
 */
export function withPresenceRelay(store: EncountersStore, config: PresenceRelayConfig): EncountersStore {
  const { patientsUrl, endpoint, internalSecret, logLevel = 'info' } = config;
  const locator = internalPost({ subgraph: 'patients', url: patientsUrl, secret: internalSecret, path: '/internal/presence' });
  const log = createLog('encounters', logLevel);
  let told = 0;
  const relay = startOutboxRelay({
    outbox: presenceOutboxOf(store.connection),
    limit: maxPresencePatients,
    tell: async (waiting) => {
      // Before the records are read: what is written meanwhile is told with the next report, which must count as newer.
      told = Math.max(Date.now(), told + 1);
      const patients = await presenceOf(store, [...new Set(waiting.map(({ patientId }) => patientId))]);
      await locator.send({ subgraph: 'encounters', endpoint, at: told, patients });
    },
    onFailure: (error) => log.warn({ error }, 'The record locator was not told what is held here.'),
  });
  return wokenByWrites(store, relay, locator);
}

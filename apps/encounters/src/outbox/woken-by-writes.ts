import type { EncountersStore } from '../store/encounters-store.ts';
import type { OutboxRelay } from './outbox-relay.ts';

/** The store, which wakes a relay when something was written, and closes it, and whoever it tells, before itself. */
export const wokenByWrites = (store: EncountersStore, relay: OutboxRelay, told: { close(): Promise<void> }): EncountersStore => ({
  ...store,
  upsert: async (...written) => {
    const outcomes = await store.upsert(...written);
    relay.wake();
    return outcomes;
  },
  close: async () => {
    await relay.close();
    await told.close();
    await store.close();
  },
});

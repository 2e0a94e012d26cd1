import type { Caller, FactsSource } from '@health-graph/permissions';
import type { FactsClient } from './facts-client.ts';

/** Gives, for a caller, where the facts of one request come from. */
export type FactsOf = (caller: Caller) => FactsSource;

/** Facts out of identity. */
export const factsFrom =
  (client: FactsClient): FactsOf =>
  (caller) => ({
    of: (patientIds) => client.ask({ caller, patientIds }),
    ofRelated: () => client.ask({ caller, patientIds: 'related' }),
  });

import type { Caller, FactsSource } from '@health-graph/permissions';
import type { FactsClient } from './facts-client.ts';

/** Gives, for a caller, where the facts of one request come from; `gatewayHeader` is the one that the request came with. */
export type FactsOf = (caller: Caller, gatewayHeader?: string) => FactsSource;

/** Facts out of identity. */
export const factsFrom =
  (client: FactsClient): FactsOf =>
  (caller, gatewayHeader) => ({
    of: (patientIds) => client.ask({ caller, patientIds }, gatewayHeader),
    ofRelated: () => client.ask({ caller, patientIds: 'related' }, gatewayHeader),
  });

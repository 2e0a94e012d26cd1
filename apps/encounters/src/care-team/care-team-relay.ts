import { type CareTeamReport, maxCareTeamReports } from '@health-graph/records';
import { type OutboxRelay, type OutboxRelayOptions, startOutboxRelay } from '../outbox/outbox-relay.ts';
import type { WaitingReport } from '../store/care-team-outbox.ts';

export interface CareTeamRelayOptions extends Omit<OutboxRelayOptions<WaitingReport>, 'limit' | 'tell' | 'onFailure'> {
  /** Tells identity. */
  readonly tell: (reports: readonly CareTeamReport[]) => Promise<unknown>;
  readonly onFailure: (failure: unknown, encounterId?: string) => void;
}

/** Tells identity who takes part in encounters. */
export const startCareTeamRelay = ({ tell, onFailure, ...options }: CareTeamRelayOptions): OutboxRelay =>
  startOutboxRelay({
    ...options,
    limit: maxCareTeamReports,
    tell: (waiting) => tell(waiting.map(({ report }) => report)),
    onFailure: (failure, waiting) => onFailure(failure, waiting?.report.encounterId),
  });

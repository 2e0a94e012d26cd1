import type { AuditReader, AuditRow } from '@health-graph/audit';
import { BadUserInput } from '@health-graph/errors';
import { timeBounds } from '@health-graph/records';
import type { UnplacedPage } from '@health-graph/store';
import type { ListArguments } from '@health-graph/subgraph-kit';
import type { QueryAuditEventsArgs } from '../__generated__/resolvers.ts';
import { auditConnection, auditPositionOf } from './audit-page.ts';
import type { PermittedIdentity } from './identity-store.ts';

export interface AuditEventsSource {
  readonly store: PermittedIdentity;
  readonly audit: AuditReader;
}

/** One page of the whole log, the newest first; one command. */
export async function listAuditEvents(
  { store, audit }: AuditEventsSource,
  { patientId, accountId, from, to, first, after }: ListArguments<QueryAuditEventsArgs>,
): Promise<UnplacedPage<AuditRow>> {
  if (from !== undefined && to !== undefined && timeBounds(from).from >= timeBounds(to).until)
    throw new BadUserInput('The time ends before it begins.', { argument: 'to' });
  const page = await audit.page({
    first,
    after: auditPositionOf(store.cursors, after),
    ...(patientId === undefined ? {} : { patientId }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(from === undefined ? {} : { from: timeBounds(from).from.toISOString() }),
    ...(to === undefined ? {} : { until: timeBounds(to).until.toISOString() }),
  });
  return auditConnection(store.cursors, page, after, (row) => row);
}

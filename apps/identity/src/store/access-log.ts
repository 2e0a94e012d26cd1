import type { AuditEntry, AuditReader, AuditRow } from '@health-graph/audit';
import type { ListArguments } from '@health-graph/subgraph-kit';
import type { PatientAccessLogArgs } from '../__generated__/resolvers.ts';
import { auditConnection, auditPositionOf } from './audit-page.ts';
import type { IdentityStore } from './identity-store.ts';

/** A request, and what it saw of the patient whose log it stands in. */
export interface AccessEvent {
  readonly event: AuditRow['event'];
  readonly entry: AuditEntry;
}

/** One page of each patient's log, the newest first; two commands however many patients. */
export const accessLogsOf =
  ({ collections }: IdentityStore, audit: AuditReader) =>
  async (patientIds: readonly string[], { own = false, first, after }: ListArguments<PatientAccessLogArgs>) => {
    const accounts = own ? [] : await collections.Account.allBy('patientId', patientIds);
    const ofPatient = Map.groupBy(accounts, ({ patientId }) => patientId);
    const logs = patientIds.map((patientId) => ({ patientId, notBy: (ofPatient.get(patientId) ?? []).map(({ id }) => id) }));
    const pages = await audit.pagesAbout(logs, { first, after: auditPositionOf(after) });
    return pages.map((page) => auditConnection(page, after, accessEventOf));
  };

function accessEventOf({ event, id }: AuditRow): AccessEvent {
  const [entry] = event.entries;
  if (entry === undefined) throw new Error(`Event ${id} was found by a patient whom it does not name.`);
  return { event, entry };
}

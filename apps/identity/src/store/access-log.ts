import type { AuditEntry, AuditReader, AuditRow } from '@health-graph/audit';
import type { DataClass, RequestPermissions } from '@health-graph/permissions';
import type { ListArguments } from '@health-graph/subgraph-kit';
import type { PatientAccessLogArgs } from '../__generated__/resolvers.ts';
import { auditConnection, auditPositionOf } from './audit-page.ts';
import { hiddenFrom } from './hidden-from.ts';
import type { IdentityStore } from './identity-store.ts';

/** A request, and what it saw of the patient whose log it stands in, without classes that the reader may not know of. */
export interface AccessEvent {
  readonly event: AuditRow['event'];
  readonly entry: AuditEntry;
}

export interface AccessLogSource {
  /** All records: whose accounts the person's own are is nothing that the reader is shown. */
  readonly store: IdentityStore;
  readonly audit: AuditReader;
  /** Of whoever reads the log. */
  readonly permissions: RequestPermissions;
}

/** One page of each patient's log, the newest first; two commands however many patients. */
export const accessLogsOf =
  ({ store, audit, permissions }: AccessLogSource) =>
  async (patientIds: readonly string[], { own = false, first, after }: ListArguments<PatientAccessLogArgs>) => {
    await permissions.learn(patientIds);
    const accounts = own ? [] : await store.collections.Account.allBy('patientId', patientIds);
    const ofPatient = Map.groupBy(accounts, ({ patientId }) => patientId);
    const logs = patientIds.map((patientId) => ({
      patientId,
      notBy: (ofPatient.get(patientId) ?? []).map(({ id }) => id),
      ...hiddenFrom(permissions, patientId),
    }));
    const pages = await audit.pagesAbout(logs, { first, after: auditPositionOf(store.cursors, after) });
    return pages.map((page, index) => auditConnection(store.cursors, page, after, (row) => accessEventOf(row, logs[index]?.unnamed ?? [])));
  };

function accessEventOf({ event, id }: AuditRow, unnamed: readonly DataClass[]): AccessEvent {
  const [entry] = event.entries;
  if (entry === undefined) throw new Error(`Event ${id} was found by a patient whom it does not name.`);
  return { event, entry: unnamed.length === 0 ? entry : withoutClasses(entry, unnamed) };
}

function withoutClasses(entry: AuditEntry, unnamed: readonly DataClass[]): AuditEntry {
  const isNamed = (dataClass: string): boolean => !(unnamed as readonly string[]).includes(dataClass);
  return {
    ...entry,
    classesSeen: entry.classesSeen.filter(isNamed),
    classesRefused: entry.classesRefused.filter(isNamed),
    rules: entry.rules.filter(({ rule }) => isNamed(rule.slice(0, rule.lastIndexOf('.')))),
  };
}

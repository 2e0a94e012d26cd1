import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditEvent, auditLog, openAnchorFolder, openAuditWriter } from '@health-graph/audit';
import { recordId } from '@health-graph/records';
import { openDataFolder } from '../graph/data-folder.ts';
import { openAuditStore } from './open-audit-store.ts';

export const patientId = recordId('test', 'Patient', '1');
export const otherPatientId = recordId('test', 'Patient', '2');
export const facilityId = recordId('test', 'Facility', '1');
export const accountId = recordId('test', 'Account', '1');

/** For tests: a physician read two patients' records, and was refused something of the second. */
export function aLook(requestId: string, overrides: Partial<AuditEvent> = {}): AuditEvent {
  const nothing = { classesSeen: [], classesRefused: [], fieldsSeen: [], fieldsRefused: [], rules: [], facilityIds: [] } as const;
  return {
    at: '2026-08-01T08:00:00.000Z',
    requestId,
    action: 'read',
    outcome: 'partial',
    purpose: 'TREAT',
    actor: { accountId, role: 'physician', facilityId },
    operation: { name: 'Chart', hash: 'c0ffee' },
    entries: [
      {
        ...nothing,
        patientId,
        classesSeen: ['clinical', 'hiv'],
        fieldsSeen: ['Condition.code'],
        rules: [{ rule: 'hiv.1', condition: 'careTeam' }],
        facilityIds: [facilityId],
      },
      { ...nothing, patientId: otherPatientId, classesRefused: ['clinical'], fieldsRefused: ['Condition.code'] },
    ],
    ...overrides,
  };
}

/** A data folder with a log that a gateway wrote, as it lies there when no graph runs. */
export async function dataFolderWith(events: readonly AuditEvent[]): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'health-graph-audit-cli-'));
  await openDataFolder(path);
  const store = await openAuditStore(path);
  const log = auditLog(store.connection);
  await log.prepare();
  const anchor = await openAnchorFolder(join(path, 'anchors'), 'gateway-1');
  const writer = await openAuditWriter({ log, anchor, writer: 'gateway-1', now: () => new Date('2026-08-01T08:00:00Z') });
  for (const event of events) await writer.append(event); // One group each, so that a head stands behind each.
  await writer.close();
  await store.close();
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

import type { AuditEntry, AuditEvent } from './audit-event.ts';

/** For tests: a physician read one patient's conditions. */
export function anAuditEvent(overrides: Partial<AuditEvent> = {}): AuditEvent {
  return {
    at: '2026-08-01T08:00:00.000Z',
    requestId: 'request-1',
    action: 'read',
    outcome: 'success',
    purpose: 'TREAT',
    actor: { accountId: 'account-1', role: 'physician', facilityId: 'facility-1' },
    operation: { name: 'Chart', hash: 'c0ffee' },
    entries: [anAuditEntry()],
    ...overrides,
  };
}

/** For tests: what that physician saw. */
export function anAuditEntry(overrides: Partial<AuditEntry> = {}): AuditEntry {
  return {
    patientId: 'patient-1',
    classesSeen: ['clinical'],
    classesRefused: ['hiv'],
    fieldsSeen: ['Condition.code'],
    fieldsRefused: [],
    rules: [{ rule: 'clinical.1', condition: 'careTeam' }],
    facilityIds: ['facility-1'],
    ...overrides,
  };
}

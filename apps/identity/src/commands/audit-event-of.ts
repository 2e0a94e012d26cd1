import type { AuditEvent } from '@health-graph/audit';
import type { BreakGlass, Consent } from '@health-graph/records';
import type { Requester } from './services.ts';

export interface Change {
  readonly mutation: string;
  readonly record: Consent | BreakGlass;
  readonly at: Date;
}

/** A change as the audit log has it: who, for what, about whom. Ids and codes only; the reason of an emergency stands in its record. */
export const auditEventOf = ({ caller, requestId }: Requester, { mutation, record, at }: Change): AuditEvent => ({
  at: at.toISOString(),
  requestId,
  action: 'write',
  outcome: 'success',
  purpose: caller.purpose,
  actor: {
    accountId: caller.accountId,
    role: caller.role,
    ...(caller.facilityId === undefined ? {} : { facilityId: caller.facilityId }),
    ...('practitionerId' in record && record.actorId === caller.accountId && record.practitionerId !== undefined
      ? { practitionerId: record.practitionerId }
      : {}),
  },
  entries: [
    {
      patientId: record.patientId,
      classesSeen: [],
      classesRefused: [],
      fieldsSeen: [`Mutation.${mutation}`],
      fieldsRefused: [],
      rules: [],
      facilityIds: ['granteeId' in record ? record.granteeId : record.facilityId],
    },
  ],
});

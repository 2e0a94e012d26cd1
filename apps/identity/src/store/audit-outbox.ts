import type { AuditEvent } from '@health-graph/audit';
import type { BesideCollection } from '@health-graph/store';
import type { ClientSession } from 'mongoose';
import type { IdentityStore } from './identity-store.ts';

/** What a command changed, written with the change or not at all. */
export interface AuditedChange {
  /** `<request>/<mutation>/<record>`: a transaction that runs twice writes it once. */
  readonly _id: string;
  readonly mutation: string;
  readonly recordId: string;
  /** As the audit log has it, for who reads both. */
  readonly event: AuditEvent;
}

export const auditOutbox: BesideCollection = {
  name: 'audit_outbox',
  indexes: [{ recordId: 1 }, { 'event.entries.patientId': 1, 'event.at': 1 }],
};

/** Adds the change to the transaction of `session`. */
export async function auditChange({ connection }: IdentityStore, change: AuditedChange, session: ClientSession): Promise<void> {
  await connection.mongoose.collection<AuditedChange>(auditOutbox.name).insertOne(change, { session });
}

import type { BreakGlass, Consent } from '@health-graph/records';
import type { RecordTransaction } from '@health-graph/store';
import { auditChange } from '../store/audit-outbox.ts';
import type { IdentityDefinitions } from '../store/identity-store.ts';
import { doneBefore, rememberDone } from '../store/mutation-keys.ts';
import { recordLine } from '../store/record-line.ts';
import { unlessRefused } from '../store/unless-refused.ts';
import { auditEventOf } from './audit-event-of.ts';
import type { Requester, Services } from './services.ts';

/** The records that mutations write. */
interface Changed {
  readonly Consent: Consent;
  readonly BreakGlass: BreakGlass;
}

export type Transaction = RecordTransaction<IdentityDefinitions>;

export interface Command<Type extends keyof Changed> {
  readonly mutation: string;
  readonly type: Type;
  readonly input: { readonly idempotencyKey: string };
}

/** Decides and gives the record as it is to be; it may run twice, so it touches nothing but the transaction. */
export type Decide<Type extends keyof Changed> = (transaction: Transaction, at: Date) => Promise<Changed[Type]>;

/**
 * Runs one mutation in one transaction: the record, the key of a retry, and the audit record, all of it or nothing. A retry gives the record that
 * the first run made; what it was allowed to do then it is not asked again.
 */
export async function run<Type extends keyof Changed>(
  { store, now }: Services,
  by: Requester,
  { mutation, type, input }: Command<Type>,
  decide: Decide<Type>,
): Promise<Changed[Type]> {
  const at = now();
  const { accountId } = by.caller;
  const asked = { accountId, mutation, input };
  return store.transaction({ author: accountId, reason: mutation }, async (transaction): Promise<Changed[Type]> => {
    const { session } = transaction;
    const before = await doneBefore(store, asked, session);
    const done = before === undefined ? undefined : await transaction.get(type, before);
    if (done !== undefined) return done as unknown as Changed[Type];
    const record = await decide(transaction, at);
    unlessRefused(await transaction.upsert([recordLine(type, record, at)]));
    await rememberDone(store, asked, { recordId: record.id, at }, session);
    const change = { _id: `${by.requestId}/${mutation}/${record.id}`, mutation, recordId: record.id };
    await auditChange(store, { ...change, event: auditEventOf(by, { mutation, record, at }) }, session);
    return record;
  });
}

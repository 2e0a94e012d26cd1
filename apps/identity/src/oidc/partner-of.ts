import type { AccountDirectory } from './account-directory.ts';
import { type ActingAs, purposeOf } from './acting-as.ts';

/** What a partner's system acts as, in its own name; undefined when its account is none of a system, or may not be used. */
export async function partnerOf(directory: AccountDirectory, clientId: string | undefined): Promise<ActingAs | undefined> {
  const known = clientId === undefined ? undefined : await directory.byUsername(clientId);
  const held = known?.roles.find(({ role }) => role === 'partner-system' || role === 'system');
  if (known?.account.kind !== 'SYSTEM' || held === undefined) return undefined;
  return { accountId: known.account.id, purpose: purposeOf(held.role, undefined), ...held };
}

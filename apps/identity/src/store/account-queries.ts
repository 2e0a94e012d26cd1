import type { PageArguments } from '@health-graph/subgraph-kit';
import type { IdentityStore } from './identity-store.ts';
import { idsOf, roleHolders } from './role-holders.ts';

export interface AccountCriteria extends PageArguments {
  readonly role?: string;
}

/** Accounts, by name; with a role, those that act in it today. At most two commands. */
export async function listAccounts(store: IdentityStore, { role, first, after }: AccountCriteria, today: string) {
  const filter = role === undefined ? {} : await actingIn(store, role, today);
  return store.collections.Account.page({
    first,
    after,
    filter,
    order: [
      ['username', 1],
      ['_id', 1],
    ],
  });
}

/** An account acts in the roles it is assigned, and in those of the practitioner who owns it. */
async function actingIn(store: IdentityStore, role: string, today: string) {
  const holders = await roleHolders(store, { role, today });
  return { $or: [{ _id: { $in: idsOf(holders, 'accountId') } }, { practitionerId: { $in: idsOf(holders, 'practitionerId') } }] };
}

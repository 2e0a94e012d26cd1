import type { Account } from '@health-graph/records';
import { translated } from '@health-graph/store';
import type { PageArguments } from '@health-graph/subgraph-kit';
import type { IdentityStore, PermittedIdentity } from './identity-store.ts';
import { idsOf, roleHolders } from './role-holders.ts';

export interface AccountCriteria extends PageArguments {
  readonly role?: string;
}

/** Accounts, by name; with a role, those that act in it today. At most two commands. */
export async function listAccounts(store: PermittedIdentity, { role, first, after }: AccountCriteria, today: string) {
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
async function actingIn(store: PermittedIdentity, role: string, today: string) {
  const holders = await roleHolders(store, { role, today });
  return { $or: [{ _id: { $in: idsOf(holders, 'accountId') } }, { practitionerId: { $in: idsOf(holders, 'practitionerId') } }] };
}

/** The account in use that signs in with this username; one command. */
export async function accountIdOf({ collections }: IdentityStore, username: string): Promise<string | undefined> {
  const { model } = collections.Account;
  const found = await translated(() => model.findOne({ username, status: 'ACTIVE' }, { _id: 1 }).lean<{ readonly _id: string }>().exec());
  return found?._id;
}

export interface SignInCriteria {
  /** How the username begins. */
  readonly search: string;
  /** Those whose own account it is, or all others. */
  readonly areCitizens: boolean;
  readonly limit: number;
}

/** Accounts in use, by username; one command. */
export async function accountsInUse({ collections }: IdentityStore, { search, areCitizens, limit }: SignInCriteria): Promise<Account[]> {
  const { model, toRecord } = collections.Account;
  const filter = { status: 'ACTIVE', username: { $gte: search, $lt: `${search}\uffff` }, patientId: { $exists: areCitizens } };
  const documents = await translated(() => model.find(filter).sort({ username: 1 }).limit(limit).lean().exec());
  return documents.map((document) => toRecord(document));
}

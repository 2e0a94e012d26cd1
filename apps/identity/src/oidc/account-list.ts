import type { Account } from '@health-graph/records';
import { provinceDay } from '@health-graph/records';
import { accountsInUse } from '../store/account-queries.ts';
import type { IdentityStore } from '../store/identity-store.ts';
import { type HeldRole, heldOn } from './account-directory.ts';

/** An account as the sign-in page shows it. */
export interface ListedAccount {
  readonly id: string;
  readonly username: string;
  /** Absent for citizens, whose names are in the subgraph of patients. */
  readonly name?: string;
  readonly roles: readonly (HeldRole & { readonly facility?: string })[];
}

export interface AccountList {
  readonly accounts: readonly ListedAccount[];
  /** There are more than the page shows. */
  readonly isCut: boolean;
}

/** Staff are shown all, as far as a page can; of citizens there are too many. */
const most = { staff: 1_000, citizens: 300 };

/** Accounts in use whose username begins like `search`, by username, staff first; six commands however many they are. */
export async function accountsForSignIn(store: IdentityStore, search: string, now: number): Promise<AccountList> {
  const [staff, citizens] = await Promise.all([
    accountsInUse(store, { search, areCitizens: false, limit: most.staff + 1 }),
    accountsInUse(store, { search, areCitizens: true, limit: most.citizens + 1 }),
  ]);
  const accounts = await withRoles(store, [...staff.slice(0, most.staff), ...citizens.slice(0, most.citizens)], now);
  return {
    accounts: accounts.filter(({ roles }) => roles.length > 0),
    isCut: staff.length > most.staff || citizens.length > most.citizens,
  };
}

async function withRoles({ collections }: IdentityStore, accounts: readonly Account[], now: number): Promise<ListedAccount[]> {
  const { Facility, Practitioner, RoleAssignment } = collections;
  const accountIds = accounts.map(({ id }) => id);
  const practitionerIds = accounts.flatMap(({ practitionerId }) => practitionerId ?? []);
  const [ofAccounts, ofPractitioners, practitioners] = await Promise.all([
    RoleAssignment.allBy('accountId', accountIds),
    RoleAssignment.allBy('practitionerId', practitionerIds),
    Practitioner.byIds(practitionerIds),
  ]);
  const assignments = [...ofAccounts, ...ofPractitioners];
  const facilities = await Facility.byIds([...new Set(assignments.flatMap(({ facilityId }) => facilityId ?? []))]);
  const byAccount = Map.groupBy(assignments, ({ accountId }) => accountId);
  const byPractitioner = Map.groupBy(assignments, ({ practitionerId }) => practitionerId);
  const names = new Map([...facilities, ...practitioners].map(({ id, name }) => [id, name]));
  const day = provinceDay(new Date(now));
  return accounts.map(({ id, username = id, practitionerId = '' }) => {
    const own = [...(byAccount.get(id) ?? []), ...(byPractitioner.get(practitionerId) ?? [])];
    const roles = heldOn(day, own).map((held) => ({ ...held, ...named('facility', names.get(held.facilityId ?? '')) }));
    return { id, username, ...named('name', names.get(practitionerId)), roles };
  });
}

const named = <Key extends string>(key: Key, name: string | undefined): { readonly [Name in Key]?: string } =>
  name === undefined ? {} : ({ [key]: name } as { readonly [Name in Key]: string });

import type { Account } from '@health-graph/records';
import { provinceDay } from '@health-graph/records';
import { translated } from '@health-graph/store';
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

const most = 300;

/** Accounts in use whose username begins like `search`, by username; five commands however many they are. */
export async function listAccounts(store: IdentityStore, search: string, now: number): Promise<AccountList> {
  const { Account, Facility, Practitioner, RoleAssignment } = store.collections;
  const begins = { $gte: search, $lt: `${search}\uffff` };
  const filter = { status: 'ACTIVE', username: begins };
  const documents = await translated(() =>
    Account.model
      .find(filter)
      .sort({ username: 1 })
      .limit(most + 1)
      .lean()
      .exec(),
  );
  const accounts = documents.slice(0, most).map((document): Account => Account.toRecord(document));
  const practitionerIds = accounts.flatMap(({ practitionerId }) => practitionerId ?? []);
  const [ofAccounts, ofPractitioners, practitioners] = await Promise.all([
    RoleAssignment.allBy(
      'accountId',
      accounts.map(({ id }) => id),
    ),
    RoleAssignment.allBy('practitionerId', practitionerIds),
    Practitioner.byIds(practitionerIds),
  ]);
  const assignments = [...ofAccounts, ...ofPractitioners];
  const facilities = await Facility.byIds([...new Set(assignments.flatMap(({ facilityId }) => facilityId ?? []))]);
  const facilityNames = new Map(facilities.map(({ id, name }) => [id, name]));
  const names = new Map(practitioners.map(({ id, name }) => [id, name]));
  const day = provinceDay(new Date(now));
  const listed = accounts.map(({ id, username = id, practitionerId }): ListedAccount => {
    const own = assignments.filter(
      (role) => role.accountId === id || (practitionerId !== undefined && role.practitionerId === practitionerId),
    );
    const name = practitionerId === undefined ? undefined : names.get(practitionerId);
    return {
      id,
      username,
      ...(name !== undefined && { name }),
      roles: heldOn(day, own).map((role) => ({ ...role, ...facilityOf(role, facilityNames) })),
    };
  });
  return { accounts: listed.filter(({ roles }) => roles.length > 0), isCut: documents.length > most };
}

function facilityOf({ facilityId }: HeldRole, names: ReadonlyMap<string, string | undefined>): { readonly facility?: string } {
  const facility = facilityId === undefined ? undefined : names.get(facilityId);
  return facility === undefined ? {} : { facility };
}

import type { Caller, Role } from '@health-graph/permissions';
import type { Account, RoleAssignment } from '@health-graph/records';
import { provinceDay } from '@health-graph/records';
import { roleNameOf } from '../facts/role-names.ts';
import { rolesOn } from '../model/roles-on.ts';
import { accountIdOf } from '../store/account-queries.ts';
import type { IdentityStore } from '../store/identity-store.ts';
import { standingOf } from '../store/standing-query.ts';
import type { ActingAs } from './acting-as.ts';

/** A role that an account holds today. */
export interface HeldRole {
  readonly role: Role;
  readonly facilityId?: string;
}

/** An account that may be used. */
export interface KnownAccount {
  readonly account: Account;
  readonly roles: readonly HeldRole[];
}

/** Who can sign in, as the store has it now. */
export interface AccountDirectory {
  byId(accountId: string): Promise<KnownAccount | undefined>;
  byUsername(username: string): Promise<KnownAccount | undefined>;
  /** The caller of a token; undefined when the account may not be used, or does not hold the role any more. */
  callerOf(actingAs: ActingAs, scopes: readonly string[]): Promise<Caller | undefined>;
}

export function createAccountDirectory(store: IdentityStore, now: () => number): AccountDirectory {
  const byId = async (accountId: string): Promise<KnownAccount | undefined> => {
    const at = new Date(now());
    const standing = await standingOf(store, { accountId, patientIds: [], at });
    if (standing?.account.status !== 'ACTIVE') return undefined;
    return { account: standing.account, roles: heldOn(provinceDay(at), standing.roles) };
  };
  return {
    byId,
    byUsername: async (username) => {
      const accountId = await accountIdOf(store, username);
      return accountId === undefined ? undefined : byId(accountId);
    },
    callerOf: async ({ accountId, role, purpose, facilityId }, scopes) => {
      const known = await byId(accountId);
      const held = known?.roles.find((candidate) => candidate.role === role && candidate.facilityId === facilityId);
      if (known === undefined || held === undefined) return undefined;
      const { assuranceLevel } = known.account;
      return {
        accountId,
        role,
        purpose,
        scopes,
        ...(facilityId !== undefined && { facilityId }),
        ...((assuranceLevel === 1 || assuranceLevel === 2) && { assuranceLevel }),
      };
    },
  };
}

export function heldOn(day: string, assignments: readonly RoleAssignment[]): readonly HeldRole[] {
  return rolesOn(day, assignments).flatMap(({ role: stored, facilityId }) => {
    const role = roleNameOf(stored);
    return role === undefined ? [] : [{ role, ...(facilityId !== undefined && { facilityId }) }];
  });
}

import type { Account, BreakGlass, CareTeamMember, Consent, Guardianship, RoleAssignment } from '@health-graph/records';

/** What the store knows of an account and some patients. */
export interface Standing {
  readonly account: Account;
  readonly roles: readonly RoleAssignment[];
  readonly memberships: readonly CareTeamMember[];
  readonly guardianships: readonly Guardianship[];
  /** Given to the facility that the account acts at. */
  readonly consents: readonly Consent[];
  /** Accesses of this account in an emergency. */
  readonly emergencies: readonly BreakGlass[];
  /** Whether the account that acts for this one may be used; false where none does. */
  readonly isActorInUse: boolean;
}

/** Every patient whom a record of the standing names, each once. */
export function patientsOf({ account, memberships, guardianships, consents, emergencies }: Standing): readonly string[] {
  const named = [
    ...(account.patientId === undefined ? [] : [account.patientId]),
    ...[...memberships, ...consents, ...emergencies].map(({ patientId }) => patientId),
    ...guardianships.flatMap(({ wardId }) => wardId ?? []),
  ];
  return [...new Set(named)];
}

import type { Account } from '@health-graph/records';

/** Decree 69/2024, article 9: only at level 2 is the identity of an account proven. */
const provenLevel = 2;

/** The patient whose own account this is. An account below level 2 is nobody's own: its identity is not proven. */
export const ownerOf = ({ patientId, assuranceLevel = 0 }: Account): string | undefined =>
  assuranceLevel >= provenLevel ? patientId : undefined;

/** The account of one person, out of those linked to it: one that may be used before one that may not, then the latest opened. */
export function ownAccount(accounts: readonly Account[]): Account | undefined {
  const proven = accounts.filter((account) => ownerOf(account) !== undefined);
  return proven.toSorted((one, other) => rank(one) - rank(other) || openedAt(other) - openedAt(one))[0];
}

const rank = ({ status }: Account): number => ['ACTIVE', 'LOCKED', 'CLOSED'].indexOf(status ?? 'LOCKED');
const openedAt = ({ createdAt }: Account): number => (createdAt === undefined ? 0 : Date.parse(createdAt));

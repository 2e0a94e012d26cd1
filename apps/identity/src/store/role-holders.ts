import { translated } from '@health-graph/store';
import { activeDuring } from './active-during.ts';
import type { PermittedIdentity } from './identity-store.ts';

export interface RoleCriteria {
  readonly role?: string;
  readonly facilityIds?: readonly string[];
  /** The day on which the role is held. */
  readonly today: string;
}

/** Who holds a role, and where. */
export interface RoleHolder {
  readonly practitionerId?: string;
  readonly accountId?: string;
  readonly facilityId?: string;
}

/** Those who hold a role today; one command. Roles are held by staff, who are few beside patients, so all are read. */
export async function roleHolders({ collections }: PermittedIdentity, { role, facilityIds, today }: RoleCriteria): Promise<RoleHolder[]> {
  const filter = {
    ...activeDuring(today),
    ...(role === undefined ? {} : { role }),
    ...(facilityIds === undefined ? {} : { facilityId: { $in: [...facilityIds] } }),
  };
  const { model } = collections.RoleAssignment;
  return translated(() =>
    model.find(filter, { practitionerId: 1, accountId: 1, facilityId: 1, _id: 0 }).batchSize(allInOneBatch).lean<RoleHolder[]>().exec(),
  );
}

/** So that more holders do not cost more commands; the store cuts a batch at 16 MB. */
const allInOneBatch = 1_000_000;

/** The distinct ids that `holders` have in one field. */
export const idsOf = (holders: readonly RoleHolder[], field: keyof RoleHolder): string[] => [
  ...new Set(holders.flatMap((holder) => holder[field] ?? [])),
];

import { Forbidden } from '@health-graph/errors';
import { isShownBehindMask } from '@health-graph/permissions';
import { type Filter, type NameTerms, nameTiers, type Order, pageInTiers } from '@health-graph/store';
import type { PageArguments } from '@health-graph/subgraph-kit';
import type { PermittedIdentity } from './identity-store.ts';
import { idsOf, roleHolders } from './role-holders.ts';

export interface PractitionerCriteria extends PageArguments {
  readonly name?: NameTerms;
  readonly role?: string;
  readonly facilityId?: string;
}

export const byName: Order = [
  ['nameKey', 1],
  ['_id', 1],
];

/**
 * Practitioners who fit all criteria today, by name; those whose name is spelled as asked come first. At most two commands.
 * @throws {Forbidden} when somebody who is shown initials searches by name
 */
export async function searchPractitioners(
  store: PermittedIdentity,
  { name, role, facilityId, first, after }: PractitionerCriteria,
  today: string,
) {
  if (name !== undefined && (await isShownBehindMask(store.permissions, 'staff')))
    throw new Forbidden('You may not search for staff by name.', { dataClass: 'staff' });
  const { Practitioner } = store.collections;
  const isByRole = role !== undefined || facilityId !== undefined;
  const holders = isByRole
    ? await roleHolders(store, { today, ...(role && { role }), ...(facilityId && { facilityIds: [facilityId] }) })
    : [];
  const filter: Filter = isByRole ? { _id: { $in: idsOf(holders, 'practitionerId') } } : {};
  const page = { filter, order: byName, first, after };
  return name === undefined ? Practitioner.page(page) : pageInTiers(Practitioner, { ...page, tiers: nameTiers(name) });
}

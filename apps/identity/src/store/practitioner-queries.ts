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

/** Practitioners who fit all criteria today, by name; those whose name is spelled as asked come first. At most two commands. */
export async function searchPractitioners(
  store: PermittedIdentity,
  { name, role, facilityId, first, after }: PractitionerCriteria,
  today: string,
) {
  const { Practitioner } = store.collections;
  const isByRole = role !== undefined || facilityId !== undefined;
  const holders = isByRole
    ? await roleHolders(store, { today, ...(role && { role }), ...(facilityId && { facilityIds: [facilityId] }) })
    : [];
  const filter: Filter = isByRole ? { _id: { $in: idsOf(holders, 'practitionerId') } } : {};
  const page = { filter, order: byName, first, after };
  return name === undefined ? Practitioner.page(page) : pageInTiers(Practitioner, { ...page, tiers: nameTiers(name) });
}

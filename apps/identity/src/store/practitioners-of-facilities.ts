import type { Practitioner } from '@health-graph/records';
import { type Cursors, pageInfoOf, translated, type UnplacedPage } from '@health-graph/store';
import type { PageArguments } from '@health-graph/subgraph-kit';
import type { PermittedIdentity } from './identity-store.ts';
import { idsOf, type RoleHolder, roleHolders } from './role-holders.ts';

export interface StaffRequest extends PageArguments {
  readonly role?: string;
}

/** Somebody's place in a list by name. */
interface Place {
  readonly _id: string;
  readonly nameKey: string;
}

/**
 * One page of those who work at each facility today, by name. Three commands however many facilities and staff: who works where, their names,
 * and the records of those who are on a page.
 */
export async function practitionersOfFacilities(
  store: PermittedIdentity,
  facilityIds: readonly string[],
  { role, first, after, today }: StaffRequest & { readonly today: string },
): Promise<UnplacedPage<Practitioner>[]> {
  const reached = after === undefined ? undefined : placeOf(store.cursors, after);
  const holders = await roleHolders(store, { facilityIds, today, ...(role && { role }) });
  const places = (await placesOf(store, idsOf(holders, 'practitionerId'))).filter((place) => !reached || compare(reached, place) < 0);
  const staff = staffByFacility(holders);
  const lists = facilityIds.map((id) => places.filter(({ _id }) => staff.get(id)?.has(_id)).slice(0, first + 1));
  const onPage = new Set(lists.flatMap((list) => list.slice(0, first).map(({ _id }) => _id)));
  const practitioners = await store.collections.Practitioner.byIds([...onPage]);
  const byId = new Map(practitioners.map((practitioner) => [practitioner.id, practitioner]));
  return lists.map((list) => pageOf(list, { first, after, byId, cursors: store.cursors }));
}

/** Names of practitioners in the order of lists; an id without a record is left out. */
async function placesOf({ collections }: PermittedIdentity, ids: readonly string[]): Promise<Place[]> {
  if (ids.length === 0) return [];
  const { model } = collections.Practitioner;
  const places = await translated(() =>
    model
      .find({ _id: { $in: [...ids] } }, { nameKey: 1 })
      .batchSize(ids.length + 1)
      .lean<Place[]>()
      .exec(),
  );
  return places.toSorted(compare);
}

function staffByFacility(holders: readonly RoleHolder[]): Map<string, Set<string>> {
  const staff = new Map<string, Set<string>>();
  for (const { facilityId, practitionerId } of holders) {
    if (facilityId === undefined || practitionerId === undefined) continue;
    const members = staff.get(facilityId) ?? new Set();
    staff.set(facilityId, members.add(practitionerId));
  }
  return staff;
}

interface PageShape {
  readonly first: number;
  readonly after: string | undefined;
  readonly byId: ReadonlyMap<string, Practitioner>;
  readonly cursors: Cursors;
}

function pageOf(list: readonly Place[], { first, after, byId, cursors }: PageShape): UnplacedPage<Practitioner> {
  const edges = list.slice(0, first).flatMap(({ _id, nameKey }) => {
    const node = byId.get(_id);
    return node === undefined ? [] : [{ cursor: cursors.of([nameKey, _id]), node }];
  });
  return { edges, pageInfo: pageInfoOf(edges, { hasNextPage: list.length > first, hasPreviousPage: after !== undefined }) };
}

const placeOf = (cursors: Cursors, after: string): Place => {
  const [nameKey, id] = cursors.positionOf(after, ['nameKey', '_id']);
  return { nameKey: String(nameKey), _id: String(id) };
};

const compare = (one: Place, other: Place): number => order(one.nameKey, other.nameKey) || order(one._id, other._id);
const order = (one: string, other: string): number => Number(one > other) - Number(one < other);

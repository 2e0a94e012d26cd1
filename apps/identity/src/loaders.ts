import { listLoader, loaderById, type PageArguments } from '@health-graph/subgraph-kit';
import DataLoader from 'dataloader';
import { type AccessLogSource, accessLogsOf } from './store/access-log.ts';
import { careTeamsOf } from './store/care-team-queries.ts';
import { departmentsOfFacilities } from './store/facility-queries.ts';
import type { PermittedIdentity } from './store/identity-store.ts';
import { practitionersOfFacilities, type StaffRequest } from './store/practitioners-of-facilities.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** Every batched look-up; made for each request, because what may be kept depends on who asks, and on the day. */
export const createLoaders = (store: PermittedIdentity, log: AccessLogSource, today: string) => ({
  ...recordLoaders(store),
  ...groupLoaders(store),
  accessLogOfPatient: listLoader(accessLogsOf(log)),
  breakGlassesOfPatient: listLoader((parentIds, page: PageArguments) =>
    store.collections.BreakGlass.pagesByParent({ parentField: 'patientId', parentIds, ...page }),
  ),
  careTeamOfPatient: listLoader(careTeamsOf(store)),
  consentsOfPatient: listLoader((parentIds, page: PageArguments) =>
    store.collections.Consent.pagesByParent({ parentField: 'patientId', parentIds, ...page }),
  ),
  practitionersOfFacility: listLoader((facilityIds, asked: StaffRequest) =>
    practitionersOfFacilities(store, facilityIds, { ...asked, today }),
  ),
});

const recordLoaders = ({ collections }: PermittedIdentity) => ({
  account: loaderById(collections.Account.byIds),
  breakGlass: loaderById(collections.BreakGlass.byIds),
  careTeamMember: loaderById(collections.CareTeamMember.byIds),
  consent: loaderById(collections.Consent.byIds),
  department: loaderById(collections.Department.byIds),
  facility: loaderById(collections.Facility.byIds),
  guardianship: loaderById(collections.Guardianship.byIds),
  practitioner: loaderById(collections.Practitioner.byIds),
  roleAssignment: loaderById(collections.RoleAssignment.byIds),
});

function groupLoaders(store: PermittedIdentity) {
  const { Account, Guardianship, RoleAssignment } = store.collections;
  return {
    accountsOfPatient: groupLoader(
      (ids) => Account.allBy('patientId', ids),
      ({ patientId }) => patientId,
    ),
    departmentsOfFacility: groupLoader(
      (ids) => departmentsOfFacilities(store, ids),
      ({ facilityId }) => facilityId,
    ),
    guardianshipsOfWard: groupLoader(
      (ids) => Guardianship.allBy('wardId', ids),
      ({ wardId }) => wardId,
    ),
    rolesOfAccount: groupLoader(
      (ids) => RoleAssignment.allBy('accountId', ids),
      ({ accountId }) => accountId,
    ),
    rolesOfPractitioner: groupLoader(
      (ids) => RoleAssignment.allBy('practitionerId', ids),
      ({ practitionerId }) => practitionerId,
    ),
  };
}

/** A loader of short lists that are always given whole: all rows of each parent, in the order they were read. */
const groupLoader = <Row>(load: (parentIds: readonly string[]) => Promise<readonly Row[]>, parentOf: (row: Row) => string | undefined) =>
  new DataLoader(async (parentIds: readonly string[]) => {
    const groups = Map.groupBy(await load(parentIds), parentOf);
    return parentIds.map((id): readonly Row[] => groups.get(id) ?? []);
  });

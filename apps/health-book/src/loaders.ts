import { listLoader, loaderById } from '@health-graph/subgraph-kit';
import DataLoader from 'dataloader';
import { booksOfPatients, visitsOfEncounters } from './store/books-of-patients.ts';
import type { PermittedHealthBook } from './store/health-book-store.ts';
import { listsOf } from './store/lists.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** Every batched look-up; made for each request, because what may be kept depends on who asks. */
export const createLoaders = (store: PermittedHealthBook) => ({
  ...recordLoaders(store),
  ...listLoaders(store),
});

const recordLoaders = (store: PermittedHealthBook) => ({
  appointment: loaderById(store.collections.Appointment.byIds),
  bookOfPatient: firstLoader(
    (ids) => booksOfPatients(store, ids),
    ({ patientId }) => patientId,
  ),
  bookVisit: loaderById(store.collections.BookVisit.byIds),
  healthBook: loaderById(store.collections.HealthBook.byIds),
  immunization: loaderById(store.collections.Immunization.byIds),
  selfMeasurement: loaderById(store.collections.SelfMeasurement.byIds),
  visitOfEncounter: firstLoader(
    (ids) => visitsOfEncounters(store, ids),
    ({ encounterId }) => encounterId,
  ),
});

function listLoaders(store: PermittedHealthBook) {
  const lists = listsOf(store);
  return {
    appointmentsOfFacility: listLoader(lists.appointmentsOfFacility),
    appointmentsOfPatient: listLoader(lists.appointmentsOfPatient),
    immunizationsOfEncounter: listLoader(lists.immunizationsOfEncounter),
    immunizationsOfPatient: listLoader(lists.immunizationsOfPatient),
    selfMeasurementsOfPatient: listLoader(lists.selfMeasurementsOfPatient),
    visitsOfPatient: listLoader(lists.visitsOfPatient),
  };
}

/** A loader of the one row that hangs on each parent: the first, should there be several. */
const firstLoader = <Row>(load: (parentIds: readonly string[]) => Promise<readonly Row[]>, parentOf: (row: Row) => string | undefined) =>
  new DataLoader(async (parentIds: readonly string[]) => {
    const groups = Map.groupBy(await load(parentIds), parentOf);
    return parentIds.map((id) => groups.get(id)?.[0] ?? null);
  });

import { listLoader, loaderById, loaderByParent, type ParentOfPatient } from '@health-graph/subgraph-kit';
import { booksOfPatients, visitsOfContacts } from './store/books-of-patients.ts';
import type { PermittedHealthBook } from './store/health-book-store.ts';
import { listsOf } from './store/lists.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** Every batched look-up of what one caller may see; made for each request. */
export const createLoaders = (store: PermittedHealthBook) => ({
  ...recordLoaders(store),
  ...listLoaders(store),
});

const recordLoaders = (store: PermittedHealthBook) => ({
  appointment: loaderById(store.collections.Appointment.byIds),
  bookOfPatient: loaderByParent((patientIds: readonly string[]) => booksOfPatients(store, patientIds)),
  bookVisit: loaderById(store.collections.BookVisit.byIds),
  healthBook: loaderById(store.collections.HealthBook.byIds),
  immunization: loaderById(store.collections.Immunization.byIds),
  selfMeasurement: loaderById(store.collections.SelfMeasurement.byIds),
  visitOfContact: loaderByParent((contacts: readonly ParentOfPatient[]) => visitsOfContacts(store, contacts)),
});

function listLoaders(store: PermittedHealthBook) {
  const lists = listsOf(store);
  return {
    appointmentsOfFacility: listLoader(lists.appointmentsOfFacility),
    appointmentsOfPatient: listLoader(lists.appointmentsOfPatient),
    immunizationsOfContact: listLoader(lists.immunizationsOfContact),
    immunizationsOfPatient: listLoader(lists.immunizationsOfPatient),
    selfMeasurementsOfPatient: listLoader(lists.selfMeasurementsOfPatient),
    visitsOfPatient: listLoader(lists.visitsOfPatient),
  };
}

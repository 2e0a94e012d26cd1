import type { RecordDefinition } from '@health-graph/records';
import type { PermittedCollection } from '@health-graph/store';
import type { PageArguments, ParentOfPatient } from '@health-graph/subgraph-kit';
import type { PermittedHealthBook } from './health-book-store.ts';

/** A list as it is asked for: a page, and what narrows it. */
export interface ListRequest extends PageArguments {
  readonly kind?: string;
  readonly status?: string;
}

/** Every list of this subgraph, by what it hangs on; the newest first, one command for all parents. */
export const listsOf = ({ collections }: PermittedHealthBook) => ({
  appointmentsOfFacility: children(collections.Appointment, 'facilityId'),
  appointmentsOfPatient: children(collections.Appointment, 'patientId'),
  immunizationsOfContact: ofContacts(collections.Immunization),
  immunizationsOfPatient: children(collections.Immunization, 'patientId'),
  selfMeasurementsOfPatient: children(collections.SelfMeasurement, 'patientId'),
  visitsOfPatient: children(collections.BookVisit, 'patientId'),
});

const children =
  <Definition extends RecordDefinition>(collection: PermittedCollection<Definition>, parentField: string) =>
  (parentIds: readonly string[], { first, after, ...filter }: ListRequest) =>
    collection.pagesByParent({ parentField, parentIds, first, after, filter });

/** Of the patient whose contact it is, and of nobody else. */
const ofContacts =
  <Definition extends RecordDefinition>(collection: PermittedCollection<Definition>) =>
  (contacts: readonly ParentOfPatient[], page: PageArguments) =>
    collection.pagesByParent({
      parentField: 'encounterId',
      parentIds: contacts.map(({ id }) => id),
      patientIds: contacts.map(({ patientId }) => patientId),
      ...page,
    });

import type { PageArguments, ParentOfPatient } from '@health-graph/subgraph-kit';
import type { PermittedPharmacy } from './pharmacy-store.ts';

export interface RequestList extends PageArguments {
  readonly status?: string;
}

type Parent = 'patientId' | 'requesterId';

/** Prescribed medicines of each parent, the newest first; one command for all parents. */
export const requestsOf =
  ({ collections }: PermittedPharmacy, parentField: Parent) =>
  (parentIds: readonly string[], { status, ...page }: RequestList) =>
    collections.MedicationRequest.pagesByParent({ parentField, parentIds, filter: status === undefined ? {} : { status }, ...page });

/** What was prescribed in each contact, of the patient whose contact it is; the newest first, one command for all contacts. */
export const requestsOfContacts =
  ({ collections }: PermittedPharmacy) =>
  (contacts: readonly ParentOfPatient[], page: PageArguments) =>
    collections.MedicationRequest.pagesByParent({
      parentField: 'encounterId',
      parentIds: contacts.map(({ id }) => id),
      patientIds: contacts.map(({ patientId }) => patientId),
      ...page,
    });

/** The lines of these prescriptions, the newest first; one command. */
export const linesOf = ({ collections }: PermittedPharmacy, codes: readonly string[]) =>
  collections.MedicationRequest.allBy('prescriptionCode', codes, { limit: mostRows });

/** Above what a request may ask for, so that nothing is cut off in silence: 3,000 fields name far fewer codes. */
const mostRows = 1_000_000;

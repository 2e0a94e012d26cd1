import type { Order, Page } from '@health-graph/store';
import type { ParentOfPatient } from '@health-graph/subgraph-kit';
import type { PermittedHealthBook } from './health-book-store.ts';

/** The one that changed last first, should there be several. */
const lastChanged: Order = [
  ['recordedAt', -1],
  ['_id', 1],
];

/** The book of each patient, or the refusal of that patient; one command. */
export const booksOfPatients = async ({ collections }: PermittedHealthBook, patientIds: readonly string[]) =>
  (await collections.HealthBook.pagesByParent({ parentField: 'patientId', parentIds: patientIds, first: 1, order: lastChanged })).map(only);

/** The visit that sums up each contact, or the refusal of its patient; one command. */
export const visitsOfContacts = async ({ collections }: PermittedHealthBook, contacts: readonly ParentOfPatient[]) => {
  const pages = await collections.BookVisit.pagesByParent({
    parentField: 'encounterId',
    parentIds: contacts.map(({ id }) => id),
    patientIds: contacts.map(({ patientId }) => patientId),
    first: 1,
    order: lastChanged,
  });
  return pages.map(only);
};

const only = <Row>(page: Page<Row> | Error): Row | Error | null => (page instanceof Error ? page : (page.edges[0]?.node ?? null));

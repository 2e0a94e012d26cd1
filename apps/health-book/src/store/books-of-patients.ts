import type { PermittedHealthBook } from './health-book-store.ts';

/** Books of patients, the one that changed last first; one command. */
export const booksOfPatients = ({ collections }: PermittedHealthBook, patientIds: readonly string[]) =>
  collections.HealthBook.allBy('patientId', patientIds, {
    order: [
      ['recordedAt', -1],
      ['_id', 1],
    ],
  });

/** Visits that sum up encounters, the one that changed last first; one command. */
export const visitsOfEncounters = ({ collections }: PermittedHealthBook, encounterIds: readonly string[]) =>
  collections.BookVisit.allBy('encounterId', encounterIds, {
    order: [
      ['recordedAt', -1],
      ['_id', 1],
    ],
  });

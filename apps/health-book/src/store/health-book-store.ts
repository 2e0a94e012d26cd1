import { appointment, bookVisit, healthBook, immunization, selfMeasurement } from '@health-graph/records';
import { openRecordStore, type PermittedStore, type RecordStore, type StoreLocation } from '@health-graph/store';
import { labelsOf } from '@health-graph/terminology';

const definitions = {
  Appointment: appointment,
  BookVisit: bookVisit,
  HealthBook: healthBook,
  Immunization: immunization,
  SelfMeasurement: selfMeasurement,
} as const;

/** All records of this subgraph, in its own database. */
export type HealthBookStore = RecordStore<typeof definitions>;

/** What of them one caller may see. */
export type PermittedHealthBook = PermittedStore<typeof definitions>;

/** Connects, and creates what is missing of collections and indexes. */
export const openStore = (location: StoreLocation): Promise<HealthBookStore> => openRecordStore(location, { definitions, labelsOf });

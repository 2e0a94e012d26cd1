import { appointment, bookVisit, healthBook, immunization, selfMeasurement } from '@health-graph/records';
import { connect, type RecordStore, recordStore } from '@health-graph/store';
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

export interface StoreLocation {
  readonly storeUrl: string;
  readonly database: string;
}

/** Connects, and creates what is missing of collections and indexes. */
export async function openStore({ storeUrl, database }: StoreLocation): Promise<HealthBookStore> {
  const connection = await connect({ url: storeUrl, database });
  const store = recordStore(connection, { definitions, labelsOf });
  try {
    await store.prepare();
    return store;
  } catch (failure) {
    await store.close();
    throw failure;
  }
}

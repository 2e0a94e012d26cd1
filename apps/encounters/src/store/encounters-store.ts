import {
  allergyIntolerance,
  carePlan,
  condition,
  diagnosticReport,
  documentReference,
  encounter,
  goal,
  imagingStudy,
  observation,
  procedure,
} from '@health-graph/records';
import { connect, type RecordStore, recordStore } from '@health-graph/store';
import { labelsOf } from '@health-graph/terminology';

const definitions = {
  AllergyIntolerance: allergyIntolerance,
  CarePlan: carePlan,
  Condition: condition,
  DiagnosticReport: diagnosticReport,
  DocumentReference: documentReference,
  Encounter: encounter,
  Goal: goal,
  ImagingStudy: imagingStudy,
  Observation: observation,
  Procedure: procedure,
} as const;

/** All records of this subgraph, in its own database. */
export type EncountersStore = RecordStore<typeof definitions>;

export interface StoreLocation {
  readonly storeUrl: string;
  readonly database: string;
}

/** Connects, and creates what is missing of collections and indexes. */
export async function openStore({ storeUrl, database }: StoreLocation): Promise<EncountersStore> {
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

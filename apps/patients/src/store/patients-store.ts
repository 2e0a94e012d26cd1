import { administrativeUnit, patient } from '@health-graph/records';
import { type Derivation, openRecordStore, type PermittedStore, type RecordStore, type StoreLocation } from '@health-graph/store';
import { labelsOf } from '@health-graph/terminology';
import { patientKeys } from '../model/patient-keys.ts';
import { presenceCollection } from './presence.ts';

const definitions = { AdministrativeUnit: administrativeUnit, Patient: patient } as const;

const ofPatient: Derivation<typeof patient> = {
  fields: { nameKey: 'text', searchWords: 'texts', spelledWords: 'texts', residenceCode: 'text', birthKeys: 'texts' },
  indexes: [
    { nameKey: 1, _id: 1 },
    { searchWords: 1, nameKey: 1, _id: 1 },
    { spelledWords: 1, nameKey: 1, _id: 1 },
    { residenceCode: 1, nameKey: 1, _id: 1 },
    { birthKeys: 1, nameKey: 1, _id: 1 },
  ],
  of: patientKeys,
};

/** All records of this subgraph, in its own database. */
export type PatientsStore = RecordStore<typeof definitions>;

/** What of them one caller may see. */
export type PermittedPatients = PermittedStore<typeof definitions>;

/** Connects, and creates what is missing of collections and indexes. */
export const openStore = (location: StoreLocation): Promise<PatientsStore> =>
  openRecordStore(location, { definitions, derivations: { Patient: ofPatient }, labelsOf, beside: [presenceCollection] });

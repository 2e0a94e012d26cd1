import { drugInteraction, medication, medicationDispense, medicationRequest } from '@health-graph/records';
import { type Derivation, openRecordStore, type PermittedStore, type RecordStore, type StoreLocation } from '@health-graph/store';
import { labelsOf } from '@health-graph/terminology';
import { ingredientsAffectedBy } from '../model/interactions.ts';
import { medicationKeys } from '../model/medication-name.ts';
import { toldByProduct } from '../model/told-by-product.ts';

const definitions = {
  DrugInteraction: drugInteraction,
  Medication: medication,
  MedicationDispense: medicationDispense,
  MedicationRequest: medicationRequest,
} as const;

const ofMedication: Derivation<typeof medication> = {
  fields: { nameKey: 'text', searchWords: 'texts', tells: 'texts' },
  indexes: [
    { nameKey: 1, _id: 1 },
    { searchWords: 1, nameKey: 1, _id: 1 },
  ],
  of: (product) => ({ ...medicationKeys(product), tells: toldByProduct(product) }),
};

const ofDrugInteraction: Derivation<typeof drugInteraction> = {
  fields: { ingredientKeys: 'texts' },
  indexes: [{ ingredientKeys: 1 }],
  of: (interaction) => ({ ingredientKeys: ingredientsAffectedBy(interaction) }),
};

/** All records of this subgraph, in its own database. */
export type PharmacyStore = RecordStore<typeof definitions>;

/** What of them one caller may see. */
export type PermittedPharmacy = PermittedStore<typeof definitions>;

/** Connects, and creates what is missing of collections and indexes. */
export const openStore = (location: StoreLocation): Promise<PharmacyStore> =>
  openRecordStore(location, {
    definitions,
    derivations: { DrugInteraction: ofDrugInteraction, Medication: ofMedication },
    labelsOf,
  });

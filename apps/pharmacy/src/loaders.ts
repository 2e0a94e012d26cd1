import type { DrugInteraction } from '@health-graph/records';
import { listLoader, loaderById } from '@health-graph/subgraph-kit';
import DataLoader from 'dataloader';
import { ingredientsAffectedBy } from './model/interactions.ts';
import { interactionsOfIngredients } from './store/interaction-queries.ts';
import { dispensesOfPatients, dispensesOfRequests } from './store/medication-dispense-queries.ts';
import { linesOf, requestsOf } from './store/medication-request-queries.ts';
import type { PharmacyStore } from './store/pharmacy-store.ts';

/** Every batched look-up; made for each request, because what may be kept depends on who asks. */
export const createLoaders = (store: PharmacyStore) => ({
  drugInteraction: loaderById(store.collections.DrugInteraction.byIds),
  medication: loaderById(store.collections.Medication.byIds),
  medicationDispense: loaderById(store.collections.MedicationDispense.byIds),
  medicationRequest: loaderById(store.collections.MedicationRequest.byIds),
  medicationRequestsOfPatient: listLoader(requestsOf(store, 'patientId')),
  medicationRequestsOfEncounter: listLoader(requestsOf(store, 'encounterId')),
  medicationRequestsOfPractitioner: listLoader(requestsOf(store, 'requesterId')),
  medicationDispensesOfPatient: listLoader(dispensesOfPatients(store)),
  dispensesOfRequest: new DataLoader(async (ids: readonly string[]) =>
    grouped(ids, await dispensesOfRequests(store, ids), ({ requestId }) => [requestId]),
  ),
  linesOfPrescription: new DataLoader(async (codes: readonly string[]) =>
    grouped(codes, await linesOf(store, codes), ({ prescriptionCode }) => [prescriptionCode]),
  ),
  interactionsOfIngredient: new DataLoader(async (ingredients: readonly string[]) =>
    grouped(ingredients, await interactionsOfIngredients(store, ingredients), ingredientsAffectedBy),
  ),
});

export type Loaders = ReturnType<typeof createLoaders>;

/** The interactions that any of these ingredients is part of, each once. */
export async function loadInteractions({ interactionsOfIngredient }: Loaders, ingredients: readonly string[]): Promise<DrugInteraction[]> {
  const found = await Promise.all(ingredients.map((ingredient) => interactionsOfIngredient.load(ingredient)));
  return [...new Set(found.flat())];
}

/** The rows of each key, in their order; a row may belong to several keys. */
function grouped<Row>(keys: readonly string[], rows: readonly Row[], keysOf: (row: Row) => readonly (string | undefined)[]): Row[][] {
  const byKey = new Map<string | undefined, Row[]>(keys.map((key) => [key, []]));
  for (const row of rows) for (const key of keysOf(row)) byKey.get(key)?.push(row);
  return keys.map((key) => byKey.get(key) ?? []);
}

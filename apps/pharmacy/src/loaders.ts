import type { DrugInteraction } from '@health-graph/records';
import { listLoader, loaderById, loadOptional } from '@health-graph/subgraph-kit';
import DataLoader from 'dataloader';
import { isCurrent } from './model/current-medicine.ts';
import { ingredientsAffectedBy } from './model/interactions.ts';
import { type SafetyMedicine, safetyMedicineOf } from './model/safety-medicine.ts';
import { interactionsOfIngredients } from './store/interaction-queries.ts';
import { dispensesOfPatients, dispensesOfRequests } from './store/medication-dispense-queries.ts';
import { linesOf, requestsOf, requestsOfContacts } from './store/medication-request-queries.ts';
import type { PermittedPharmacy, PharmacyStore } from './store/pharmacy-store.ts';
import { requestsForSafety } from './store/safety-queries.ts';

/** Every batched look-up of what one caller may see; made for each request. `whole` is for safety checks alone. */
export const createLoaders = (store: PermittedPharmacy, whole: PharmacyStore) => ({
  drugInteraction: loaderById(store.collections.DrugInteraction.byIds),
  medication: loaderById(store.collections.Medication.byIds),
  medicationDispense: loaderById(store.collections.MedicationDispense.byIds),
  medicationRequest: loaderById(store.collections.MedicationRequest.byIds),
  medicationRequestsOfPatient: listLoader(requestsOf(store, 'patientId')),
  medicationRequestsOfEncounter: listLoader(requestsOfContacts(store)),
  medicationRequestsOfPractitioner: listLoader(requestsOf(store, 'requesterId')),
  medicationDispensesOfPatient: listLoader(dispensesOfPatients(store)),
  dispensesOfRequest: new DataLoader(async (ids: readonly string[]) =>
    grouped(ids, await dispensesOfRequests(store, ids), ({ requestId }) => [requestId]),
  ),
  linesOfPrescription: new DataLoader(async (codes: readonly string[]) =>
    grouped(codes, await linesOf(store, codes), ({ prescriptionCode }) => [prescriptionCode]),
  ),
  requestsForSafety: new DataLoader(async (patientIds: readonly string[]) => {
    const found = await requestsForSafety(whole, patientIds);
    return patientIds.map((id) => found?.filter(({ request }) => request.patientId === id) ?? null);
  }),
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

/** What a patient may still take at `now`, for a safety check; null when there is more than can be read. */
export async function loadSafetyMedicines(loaders: Loaders, patientId: string, now: number): Promise<readonly SafetyMedicine[] | null> {
  const found = await loaders.requestsForSafety.load(patientId);
  const current = found?.filter(({ request }) => isCurrent(request, now)) ?? null;
  return (
    current &&
    Promise.all(
      current.map(async ({ request, labels }) =>
        safetyMedicineOf(request, labels, await loadOptional(loaders.medication, request.medicationId)),
      ),
    )
  );
}

/** The rows of each key, in their order; a row may belong to several keys. */
function grouped<Row>(keys: readonly string[], rows: readonly Row[], keysOf: (row: Row) => readonly (string | undefined)[]): Row[][] {
  const byKey = new Map<string | undefined, Row[]>(keys.map((key) => [key, []]));
  for (const row of rows) for (const key of keysOf(row)) byKey.get(key)?.push(row);
  return keys.map((key) => byKey.get(key) ?? []);
}

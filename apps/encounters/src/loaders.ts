import { inOrder, listLoader, loaderById } from '@health-graph/subgraph-kit';
import DataLoader from 'dataloader';
import { type SafetyAllergy, safetyAllergyOf } from './model/safety-allergy.ts';
import { type Contents, contentsOf } from './store/contents.ts';
import type { EncountersStore, PermittedEncounters } from './store/encounters-store.ts';
import { listsOf } from './store/lists.ts';
import { allergiesForSafety } from './store/safety-queries.ts';

/** Every batched look-up of what one caller may see; made for each request. `whole` is for safety checks alone. */
export const createLoaders = (store: PermittedEncounters, whole: EncountersStore) => ({
  ...recordLoaders(store),
  ...listLoaders(store),
  contents: contentLoaders(store),
  allergiesForSafety: new DataLoader(async (patientIds: readonly string[]) => {
    const found = await allergiesForSafety(whole, patientIds);
    return patientIds.map((id) => found?.filter(({ allergy }) => allergy.patientId === id) ?? null);
  }),
});

export type Loaders = ReturnType<typeof createLoaders>;

/** A patient's allergies that hold, for a safety check; null when there are more than can be read. */
export async function loadSafetyAllergies(
  { allergiesForSafety: loader }: Loaders,
  patientId: string,
): Promise<readonly SafetyAllergy[] | null> {
  const found = await loader.load(patientId);
  return found?.flatMap(({ allergy, labels }) => safetyAllergyOf(allergy, labels) ?? []) ?? null;
}

const recordLoaders = ({ collections }: PermittedEncounters) => ({
  allergyIntolerance: loaderById(collections.AllergyIntolerance.byIds),
  carePlan: loaderById(collections.CarePlan.byIds),
  condition: loaderById(collections.Condition.byIds),
  diagnosticReport: loaderById(collections.DiagnosticReport.byIds),
  documentReference: loaderById(collections.DocumentReference.byIds),
  encounter: loaderById(collections.Encounter.byIds),
  goal: loaderById(collections.Goal.byIds),
  imagingStudy: loaderById(collections.ImagingStudy.byIds),
  observation: loaderById(collections.Observation.byIds),
  procedure: loaderById(collections.Procedure.byIds),
});

function listLoaders(store: PermittedEncounters) {
  const lists = listsOf(store);
  return {
    encountersOfPatient: listLoader(lists.encountersOfPatient),
    encountersOfFacility: listLoader(lists.encountersOfFacility),
    encountersOfPractitioner: listLoader(lists.encountersOfPractitioner),
    conditionsOfPatient: listLoader(lists.conditionsOfPatient),
    conditionsOfEncounter: listLoader(lists.conditionsOfEncounter),
    observationsOfPatient: listLoader(lists.observationsOfPatient),
    observationsOfEncounter: listLoader(lists.observationsOfEncounter),
    proceduresOfPatient: listLoader(lists.proceduresOfPatient),
    proceduresOfEncounter: listLoader(lists.proceduresOfEncounter),
    diagnosticReportsOfPatient: listLoader(lists.diagnosticReportsOfPatient),
    diagnosticReportsOfEncounter: listLoader(lists.diagnosticReportsOfEncounter),
    allergiesOfPatient: listLoader(lists.allergiesOfPatient),
    carePlansOfPatient: listLoader(lists.carePlansOfPatient),
    goalsOfPatient: listLoader(lists.goalsOfPatient),
    documentsOfPatient: listLoader(lists.documentsOfPatient),
    documentsOfEncounter: listLoader(lists.documentsOfEncounter),
    imagingStudiesOfPatient: listLoader(lists.imagingStudiesOfPatient),
  };
}

const contentLoaders = (store: PermittedEncounters) => ({
  DiagnosticReport: contentLoader(contentsOf(store.collections.DiagnosticReport, 'presentedForms')),
  DocumentReference: contentLoader(contentsOf(store.collections.DocumentReference, 'attachments')),
});

/** A loader of the contents of a record's attachments, in their order. */
const contentLoader = (load: Contents) =>
  new DataLoader(async (ids: readonly string[]) => {
    const contents = inOrder(ids, await load(ids), ({ id }) => id);
    return contents.map((found) => found?.data);
  });

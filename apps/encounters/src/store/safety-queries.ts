import type { AllergyIntolerance } from '@health-graph/records';
import { type StoredDocument, translated } from '@health-graph/store';
import type { EncountersStore } from './encounters-store.ts';

/** An allergy with the classes that its codes raise it to. */
export interface LabelledAllergy {
  readonly allergy: AllergyIntolerance;
  readonly labels: readonly string[];
}

/** Nobody has as many; a profile is never computed from a part of what there is. */
export const mostAllergies = 500;

/**
 * The allergies of these patients, whoever asks: the one read of patients' rows here that is not narrowed to what a caller may see. Only
 * `Patient.safetyAllergies` is made of it, whose class no person holds. One command. Undefined when there is more than can be read.
 */
export async function allergiesForSafety(
  { collections: { AllergyIntolerance: allergies } }: EncountersStore,
  patientIds: readonly string[],
): Promise<readonly LabelledAllergy[] | undefined> {
  const limit = mostAllergies * patientIds.length + 1;
  const documents = await translated(() =>
    allergies.model
      .find({ patientId: { $in: [...patientIds] } })
      .limit(limit)
      .batchSize(limit + 1)
      .lean<StoredDocument[]>()
      .exec(),
  );
  if (documents.length === limit) return undefined;
  return documents.map((document) => ({ allergy: allergies.toRecord(document), labels: document.labels }));
}

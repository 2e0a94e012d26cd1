import type { Medication, MedicationRequest } from '@health-graph/records';
import { ingredientsOfConcept } from '@health-graph/terminology';
import { ingredientsOf } from './interactions.ts';

/** A medicine that may still be taken, as a safety profile gives it. */
export interface SafetyMedicine {
  readonly ingredients: readonly string[];
  readonly isRecognised: boolean;
  readonly labels: readonly string[];
  readonly facilityId?: string;
  readonly departmentId?: string;
}

/** What of a prescribed medicine a check needs: its product's ingredients, else those that its own codes and words name. */
export function safetyMedicineOf(
  { medicationConcept = {}, facilityId, departmentId }: MedicationRequest,
  labels: readonly string[],
  product: Medication | null,
): SafetyMedicine {
  const ofProduct = product === null ? [] : ingredientsOf(product);
  const { ingredients, isWhole } =
    ofProduct.length > 0 ? { ingredients: ofProduct, isWhole: true } : ingredientsOfConcept(medicationConcept);
  return {
    ingredients,
    isRecognised: isWhole,
    labels,
    ...(facilityId !== undefined && { facilityId }),
    ...(departmentId !== undefined && { departmentId }),
  };
}

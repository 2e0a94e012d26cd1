import type { AllergyIntolerance } from '@health-graph/records';
import { allergensOfConcept, fold } from '@health-graph/terminology';

/** An allergy that holds, as a safety profile gives it. */
export interface SafetyAllergy {
  readonly substances: readonly string[];
  readonly isRecognised: boolean;
  readonly labels: readonly string[];
  readonly facilityId?: string;
  readonly departmentId?: string;
}

/** SNOMED CT: no known allergy; no known drug allergy. */
const nothingKnown: ReadonlySet<string> = new Set(['716186003', '409137002']);

/** Allergies to these are to no medicine: a substance that we do not know is no gap of a check. */
const noMedicine: ReadonlySet<string> = new Set(['FOOD', 'ENVIRONMENT']);

/**
 * What of an allergy a check needs; undefined where it does not hold: resolved, refuted, entered in error, or a note that nothing is known.
 */
export function safetyAllergyOf(allergy: AllergyIntolerance, labels: readonly string[]): SafetyAllergy | undefined {
  const { clinicalStatus, verificationStatus, code = {}, categories = [], facilityId, departmentId } = allergy;
  const isOver = clinicalStatus === 'RESOLVED' || clinicalStatus === 'INACTIVE';
  const isWrong = verificationStatus === 'REFUTED' || verificationStatus === 'ENTERED_IN_ERROR';
  if (isOver || isWrong || saysNothingKnown(allergy)) return undefined;
  const substances = allergensOfConcept(code);
  return {
    substances,
    isRecognised: substances.length > 0 || (categories.length > 0 && categories.every((category) => noMedicine.has(category))),
    labels,
    ...(facilityId !== undefined && { facilityId }),
    ...(departmentId !== undefined && { departmentId }),
  };
}

function saysNothingKnown({ code: { coding = [], text = '' } = {} }: AllergyIntolerance): boolean {
  return (
    coding.some(({ code }) => code !== undefined && nothingKnown.has(code)) ||
    /^(?:no known (?:drug )?allerg|khong (?:ro )?(?:tien su )?di ung|chua ghi nhan di ung)/.test(fold(text))
  );
}

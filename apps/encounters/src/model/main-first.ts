/**
 * Diagnoses in the order of their rank: the main one (rank 1) first, those without a rank last, equal ones as the source listed them.
 * @see https://hl7.org/fhir/R4/encounter-definitions.html#Encounter.diagnosis.rank
 */
export function mainFirst<Diagnosis extends { readonly rank?: number }>(diagnoses: readonly Diagnosis[]): Diagnosis[] {
  return diagnoses.toSorted((one, other) => (one.rank ?? Number.MAX_SAFE_INTEGER) - (other.rank ?? Number.MAX_SAFE_INTEGER));
}

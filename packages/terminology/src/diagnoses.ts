import rows from './data/icd10.json' with { type: 'json' };

/** A code of ICD-10 with its Vietnamese name (QD 4469/QD-BYT) and its English one (WHO). */
export interface Diagnosis {
  readonly code: string;
  readonly vi: string;
  readonly en: string;
}

/** The part of ICD-10 that the seed and the examples use; a code outside of it is valid all the same. */
export const diagnoses: readonly Diagnosis[] = rows;

let byCode: ReadonlyMap<string, Diagnosis> | undefined;

/** The names of an ICD-10 code, where we have them. */
export function diagnosisOf(code: string): Diagnosis | undefined {
  byCode ??= new Map(diagnoses.map((diagnosis) => [diagnosis.code, diagnosis]));
  return byCode.get(code);
}

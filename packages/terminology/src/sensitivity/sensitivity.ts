import { codeSystems } from '../code-systems.ts';
import { medicineOf } from '../medicines.ts';
import { sensitivityOfAtc } from './atc.ts';
import { sensitivityOfDiagnosis } from './diagnosis.ts';
import { sensitivityOfFinding } from './finding.ts';
import { sensitivityOfMeasurement } from './measurement.ts';
import { sensitivityOfMedicine } from './medicine.ts';
import { remembered } from './remembered.ts';
import { inOrderOfStrictness, type SensitiveClass } from './sensitive-class.ts';
import { sensitivityOfText } from './text.ts';

/** A code as records hold it. */
export interface SensitiveCoding {
  readonly system?: string;
  readonly code?: string;
  readonly display?: string;
}

/** A concept as records hold it. */
export interface SensitiveConcept {
  readonly coding?: readonly SensitiveCoding[];
  readonly text?: string;
}

/**
 * The classes that one code raises its record to, the strictest first; empty for most. Codes of a system that we do not know
 * are read as ICD-10 would be only when they look like it and name no system; their names are always read.
 */
export function sensitivityOf({ system, code = '', display = '' }: SensitiveCoding): readonly SensitiveClass[] {
  const found = sensitivityOfText(display);
  const fromCode = code === '' ? [] : sensitivityOfCode(system, code);
  return found.length === 0 ? fromCode : inOrderOfStrictness([...fromCode, ...found]);
}

/** The classes that a concept raises its record to: all of its codes and its own words. */
export function sensitivityOfConcept({ coding = [], text = '' }: SensitiveConcept): readonly SensitiveClass[] {
  return inOrderOfStrictness([...coding.flatMap(sensitivityOf), ...sensitivityOfText(text)]);
}

/** What a code says, without its name. */
export function sensitivityOfCode(system: string | undefined, code: string): readonly SensitiveClass[] {
  switch (system) {
    case codeSystems.icd10:
      return rememberedDiagnosis(code);
    case codeSystems.loinc:
      return sensitivityOfMeasurement(code);
    case codeSystems.snomed:
      return sensitivityOfFinding(code);
    case codeSystems.atc:
      return sensitivityOfAtc(code);
    case codeSystems.medicine:
      return rememberedProduct(code);
    default:
      return isLikeIcd10(system, code) ? rememberedDiagnosis(code) : [];
  }
}

const rememberedDiagnosis = remembered(sensitivityOfDiagnosis);

const rememberedProduct = remembered((code) =>
  inOrderOfStrictness((medicineOf(code)?.ingredients ?? []).flatMap(({ inn }) => sensitivityOfMedicine(inn))),
);

function isLikeIcd10(system: string | undefined, code: string): boolean {
  return (system === undefined || /icd-?10/i.test(system)) && /^[A-Z][0-9]{2}(?:\.?[0-9A-Z]{1,4})?[*†+]?$/i.test(code.trim());
}

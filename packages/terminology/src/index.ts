// Text as a search compares it.
export { fold } from './fold.ts';
export { type NameKeys, nameKeys, nameTerms } from './name-keys.ts';
// Units of administration since 1 July 2025.
export { type Commune, type Province, provinces, quangTri, quangTriCommunes } from './administrative-units.ts';
// Code lists.
export { codeSystems } from './code-systems.ts';
export { type Diagnosis, diagnoses, diagnosisOf } from './diagnoses.ts';
export { type Measurement, measurementOf, measurements } from './measurements.ts';
export { type Ingredient, type Medicine, medicineOf, medicines } from './medicines.ts';
export { type TargetDisease, type Vaccine, vaccines } from './vaccines.ts';
// Medicines that must not be taken together.
export { ingredientsNamed } from './ingredient-names.ts';
export { type Interaction, interactions, interactionsAmong, interactionsOf } from './interactions.ts';
// What a written medicine or allergy stands for, when a prescription is checked.
export { allergenRulingOut, allergensOfConcept } from './safety/allergies.ts';
export { ingredientsIn, ingredientsOfConcept, type Recognised } from './safety/ingredients-in.ts';
// The classes that a value raises its record to.
export { type SensitiveClass, sensitiveClasses } from './sensitivity/sensitive-class.ts';
export { type SensitiveCoding, type SensitiveConcept, sensitivityOf, sensitivityOfConcept } from './sensitivity/sensitivity.ts';
export { sensitivityOfAtc } from './sensitivity/atc.ts';
export { sensitivityOfDiagnosis } from './sensitivity/diagnosis.ts';
export { sensitivityOfFinding } from './sensitivity/finding.ts';
export { sensitivityOfMeasurement } from './sensitivity/measurement.ts';
export { sensitivityOfMedicine } from './sensitivity/medicine.ts';
export { sensitivityOfVisitRoute } from './sensitivity/visit-route.ts';
export { sensitivityOfWords } from './sensitivity/words.ts';
export { sensitivityOfText } from './sensitivity/text.ts';
// The labels of a record: which of its codes and words decide.
export { type Written, labelsOf } from './labels/labels-of.ts';
export { sensitivityOfTree } from './labels/document.ts';
export { type CodePaths, codePaths, neverRaised, type Reading } from './labels/code-paths.ts';

import type * as fhir from 'fhir/r4.js';

/** What a mapping asks about the resources that its resource refers to. */
export interface MappingContext {
  /** The patient whose record this is. */
  readonly patientId: string;
  /** The record id that a reference points at, if it is of one of `types`. */
  readonly idOf: (reference: fhir.Reference | undefined, ...types: readonly string[]) => string | undefined;
  /** What the reference calls its target, or what the target calls itself. */
  readonly nameOf: (reference: fhir.Reference | undefined) => string | undefined;
  /** The code of a Medication that came in the same bundle. */
  readonly codeOf: (reference: fhir.Reference | undefined) => fhir.CodeableConcept | undefined;
  /** The facility of an encounter that came in the same bundle. */
  readonly facilityOf: (encounter: fhir.Reference | undefined) => string | undefined;
}

/** A record's data, without the id that its line carries. */
export type DataOf<Record> = Omit<Record, 'id'>;

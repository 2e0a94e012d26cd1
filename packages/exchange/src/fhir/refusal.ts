/** Why a file or a resource was not imported. Listed in this package's README. */
export type RefusalCode =
  | 'INVALID_JSON'
  | 'INVALID_UTF8'
  | 'TRUNCATED'
  | 'UNREADABLE_FILE'
  | 'NOT_A_BUNDLE'
  | 'UNSUPPORTED'
  | 'PAYLOAD_TOO_LARGE'
  | 'INVALID_RESOURCE'
  | 'REFERENCE_NOT_FOUND';

/** A refusal names a place and a reason, never a value of the record. */
export interface Refusal {
  readonly code: RefusalCode;
  /** The element's path, as FHIR writes it: `Observation.component[1].valueQuantity.value`. */
  readonly field?: string;
  readonly reason: string;
}

/** Thrown by the readers when a file as a whole cannot be read. */
export class UnreadableFile extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, options: ErrorOptions = {}) {
    super(refusal.reason, options);
    this.name = 'UnreadableFile';
    this.refusal = refusal;
  }
}

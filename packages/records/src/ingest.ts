/**
 * The internal contract of `POST /internal/ingest`: newline-delimited JSON, one `IngestLine` per line in, one `IngestOutcome` per line out,
 * in the same order. Upserts are idempotent by `source`: the same content twice changes nothing, also when other content came between.
 */
export interface IngestLine {
  /** The record's type, as in the SDL (`Encounter`), or the FHIR type of a document that is only kept (`Claim`). */
  readonly type: string;
  /** The opaque id the record has, or gets. See `recordId`. */
  readonly id: string;
  /** The patient whose record this is part of; absent for facilities, practitioners and catalogues. */
  readonly patientId?: string;
  readonly source: RecordSource;
  /** What becomes graph data, checked against the record's definition. Absent: the document is kept and nothing else. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** The document this record was read from, letter for letter, so that an export gives it back. */
  readonly document?: string;
  /**
   * Classes that the sender knows the record to belong to beyond what it says itself: it was made where one illness only is treated, or refers to
   * a record that is raised. They are added to those that follow from its codes; nothing is lowered by them.
   */
  readonly labels?: readonly string[];
}

/** Where a record came from. */
export interface RecordSource {
  /** The namespace of the ids: `fhir`, `xml130`, `seed`, or a hospital's own. */
  readonly system: string;
  /** The type in the source (`Organization`, where the graph says `Facility`). */
  readonly type: string;
  /** The id in the source; never a national number. */
  readonly id: string;
  /** SHA-256 of the content, hex: an equal hash is an equal record. */
  readonly hash: string;
}

/** What became of one line. `refused` leaves no trace in the store. */
export type IngestOutcome =
  | { readonly id: string; readonly outcome: 'created' | 'updated' | 'unchanged' }
  | { readonly id: string; readonly outcome: 'refused'; readonly code: string; readonly field: string; readonly reason: string };

/** What `POST /internal/export` gives back for a patient, one per line, in the order of arrival. */
export interface SourceDocument {
  readonly type: string;
  readonly id: string;
  readonly patientId?: string;
  readonly source: RecordSource;
  readonly document: string;
}

import type { IngestLine, RecordDefinition, RecordOf } from '@health-graph/records';
import type { Derivation } from './derivation.ts';
import { type Labelling, labellingFields } from './labelling.ts';
import { sortDateOf } from './sort-date.ts';

/** What every stored record carries beside its data. */
export interface Envelope extends Labelling {
  readonly _id: string;
  readonly version: number;
  readonly patientId?: string;
  /** Key of the document in `sources` that the record came from. */
  readonly sourceKey: string;
  readonly recordedAt: Date;
  /** Orders lists; only where the definition names a `sortBy`. */
  readonly sortAt?: Date;
}

export type StoredDocument = Envelope & Readonly<Record<string, unknown>>;

/** The envelope's paths as mongoose reads them. */
export const envelopeFields = {
  _id: { $type: String },
  version: { $type: Number },
  patientId: { $type: String },
  sourceKey: { $type: String },
  recordedAt: { $type: Date },
  sortAt: { $type: Date },
  ...labellingFields,
};

/** How a type of record is kept: its definition, and what is derived from it. */
export interface Keeping {
  readonly definition: RecordDefinition;
  readonly derivation?: Derivation | undefined;
}

/** The document that keeps `line` as version `version`. */
export function toDocument({ definition, derivation }: Keeping, line: IngestLine, at: StoredAt & Labelling): StoredDocument {
  const sortAt = definition.sortBy === undefined ? {} : { sortAt: sortDateOf(line.data?.[definition.sortBy]) };
  const patientId = line.patientId === undefined ? {} : { patientId: line.patientId };
  const derived = line.data === undefined ? {} : derivation?.of(line.data);
  return { _id: line.id, ...at, ...patientId, ...sortAt, ...derived, ...line.data };
}

export type StoredAt = Pick<Envelope, 'version' | 'sourceKey' | 'recordedAt'>;

/** A record as collections give it: its data, its id, and when this version of it was stored. */
export type StoredRecord<Definition extends RecordDefinition> = RecordOf<Definition> & { readonly recordedAt: Date };

/** The record in a document, without the rest of the envelope and without what is derived. */
export function toRecord<Definition extends RecordDefinition>(definition: Definition, document: StoredDocument): StoredRecord<Definition> {
  const record: Record<string, unknown> = { id: document._id, recordedAt: document.recordedAt };
  for (const field of Object.keys(definition.schema.properties)) {
    if (document[field] !== undefined) record[field] = document[field];
  }
  return record as StoredRecord<Definition>;
}

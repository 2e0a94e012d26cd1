import type { IngestLine, RecordSource, SourceDocument } from '@health-graph/records';
import type { Labelling } from './labelling.ts';

/** The collection that keeps what records were read from, letter for letter, and every hash a source ever had. */
export const sourcesCollection = 'sources';

/** What came from one source, at its latest, with the labels of its record: the document says all that the record says, and more. */
export interface StoredSource extends Labelling {
  /** `sourceKeyOf` the line. */
  readonly _id: string;
  readonly type: string;
  readonly recordId: string;
  readonly patientId?: string;
  readonly source: RecordSource;
  readonly version: number;
  /** Hashes of all versions, the latest last. */
  readonly hashes: readonly string[];
  /** Orders documents by arrival; it stays when the document changes. */
  readonly arrival: number;
  readonly recordedAt: Date;
  readonly document?: string;
}

/** What the next write needs to know of a source. */
export type SourceState = Pick<StoredSource, 'recordId' | 'version' | 'hashes' | 'arrival'>;

/** One key for each record type and source: a source may give records of several types. */
export const sourceKeyOf = ({ type, source }: IngestLine): string => JSON.stringify([type, source.system, source.type, source.id]);

export interface Arrival extends Labelling {
  readonly version: number;
  readonly hashes: readonly string[];
  readonly arrival: number;
  readonly recordedAt: Date;
}

/** The source document that keeps `line`. */
export function toStoredSource(line: IngestLine, arrival: Arrival): StoredSource {
  const { system, type, id, hash } = line.source;
  return {
    _id: sourceKeyOf(line),
    type: line.type,
    recordId: line.id,
    ...(line.patientId === undefined ? {} : { patientId: line.patientId }),
    source: { system, type, id, hash },
    ...arrival,
    ...(line.document === undefined ? {} : { document: line.document }),
  };
}

/** What export gives back for a source that kept its document. */
export const toSourceDocument = (stored: StoredSource & { readonly document: string }): SourceDocument => ({
  type: stored.type,
  id: stored.recordId,
  ...(stored.patientId === undefined ? {} : { patientId: stored.patientId }),
  source: stored.source,
  document: stored.document,
});

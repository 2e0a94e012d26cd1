import type { Static, TObject } from 'typebox';

/** The five subgraphs, by the name that the supergraph and the internal contract use. */
export type SubgraphName = 'patients' | 'encounters' | 'pharmacy' | 'identity' | 'health-book';

/** The data classes that a row can be of before its codes raise it; names of `permissions`. */
export type RowClass = 'public' | 'staff' | 'admin' | 'identity' | 'clinical' | 'audit';

/** Where a record says whose it is, and where it was made. */
export interface RowPaths {
  readonly patientId?: string;
  /** Several where a record belongs to several facilities alike: a patient is registered at many. */
  readonly facilityIds?: readonly string[];
  readonly departmentId?: string;
}

/**
 * What a stored record of one type looks like: the same words as the SDL, with `xId` where the SDL has an entity `x`.
 * One definition gives the TypeScript type, the check at the ingest boundary and the mongoose schema.
 */
export interface RecordDefinition<Schema extends TObject = TObject> {
  /** The GraphQL type name, which is the FHIR R4 name wherever FHIR has one. */
  readonly type: string;
  /** The only subgraph that stores it. */
  readonly subgraph: SubgraphName;
  /** The collection in that subgraph's database. */
  readonly collection: string;
  /** Who may see a row that no code raises: whoever may see this class. */
  readonly rowClass: RowClass;
  /** Only where a record does not say it in `patientId`, `facilityId` and `departmentId`. */
  readonly rowPaths?: RowPaths;
  readonly schema: Schema;
  /** The field whose date orders lists of this record, newest first; absent where the id alone orders them. */
  readonly sortBy?: keyof Static<Schema> & string;
  /** Paths that may hold megabytes: look-ups and lists leave them out, who needs them reads them on their own. */
  readonly apart?: readonly string[];
  /**
   * Indexed field paths besides `id`, as MongoDB writes them; lists by patient or facility start with that field. They end in `labelKey`, behind
   * the order of the list: what a caller may not see is passed over in the index, and the order is the same with and without it.
   */
  readonly indexes: readonly Readonly<Record<string, 1 | -1>>[];
}

/** Names a definition without widening its schema, so that `RecordOf` can read the type back. */
export function defineRecord<Schema extends TObject>(definition: RecordDefinition<Schema>): RecordDefinition<Schema> {
  return definition;
}

/** The record as the code sees it: its data and its opaque id. */
export type RecordOf<Definition> = Definition extends RecordDefinition<infer Schema> ? Static<Schema> & { readonly id: string } : never;

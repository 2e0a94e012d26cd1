import type { RecordDefinition, RecordOf } from '@health-graph/records';

/** What a derived path holds. */
export type DerivedField = 'text' | 'texts' | 'number' | 'moment';

/**
 * What is computed from a record's data whenever it is written, kept beside it and used in filters and orders only: keys that a name is found
 * by, the time that a period covers. It never leaves the store.
 */
export interface Derivation<Definition extends RecordDefinition = RecordDefinition> {
  readonly fields: Readonly<Record<string, DerivedField>>;
  /** Indexes that name derived paths, besides those of the definition. */
  readonly indexes?: readonly Readonly<Record<string, 1 | -1>>[];
  /** Pure: equal data gives equal values. */
  of(data: Omit<RecordOf<Definition>, 'id'>): object;
}

/** A derivation for each type that has one. */
export type Derivations<Definitions extends Readonly<Record<string, RecordDefinition>>> = {
  readonly [Type in keyof Definitions]?: Derivation<Definitions[Type]>;
};

/** The derived paths as mongoose reads them. */
export const derivedPaths = (derivation: Derivation | undefined): Record<string, unknown> =>
  Object.fromEntries(Object.entries(derivation?.fields ?? {}).map(([name, field]) => [name, pathOf[field]]));

const pathOf: Readonly<Record<DerivedField, unknown>> = {
  text: { $type: String },
  texts: { $type: [String], default: undefined },
  number: { $type: Number },
  moment: { $type: Date },
};

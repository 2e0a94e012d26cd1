import type { IndexDefinition } from '../storage/index-definition.ts';
import type { FieldBounds, Interval } from './bounds.ts';

/** Walks the collection in the order of insertion. */
export interface CollectionScan {
  readonly kind: 'collection';
  readonly isReverse: boolean;
}

/** Walks parts of an index in its order and fetches the records it names. */
export interface IndexScan {
  readonly kind: 'index';
  readonly index: IndexDefinition;
  /** Parts of the index's keys, ascending and apart from each other. */
  readonly intervals: readonly Interval[];
  /** The intervals are whole keys. */
  readonly arePoints: boolean;
  readonly isReverse: boolean;
  /** Whatever stands in the intervals satisfies the filter. */
  readonly isExact: boolean;
  /** The records come in the order that was asked for. */
  readonly isSorted: boolean;
  /** For `explain`: the bounds of each field. */
  readonly bounds: readonly FieldBounds[];
}

/** One plan per branch of an `$or`; a record that several find is given once. */
export interface UnionScan {
  readonly kind: 'union';
  readonly parts: readonly IndexScan[];
}

/** Finds the records with the words of a text search, best first when the score is asked for. */
export interface TextScan {
  readonly kind: 'text';
  readonly index: IndexDefinition;
}

export type Plan = CollectionScan | IndexScan | UnionScan | TextScan;

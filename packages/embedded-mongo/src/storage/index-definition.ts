import type { Document } from '../bson/document.ts';
import { toDouble } from '../bson/numbers.ts';
import { type Collation, parseCollation } from '../query/collation.ts';
import { compileMatch } from '../query/match.ts';

export type IndexKind = 'ordered' | 'hashed' | 'text';

export interface IndexField {
  readonly path: string;
  readonly descending: boolean;
}

/** An index as the catalog keeps it. */
export interface IndexDefinition {
  readonly id: number;
  readonly name: string;
  readonly kind: IndexKind;
  /** The fields in key order; for a text index those before and after its words. */
  readonly fields: readonly IndexField[];
  /** As `listIndexes` shows it. */
  spec: Document;
  readonly isUnique: boolean;
  readonly isSparse: boolean;
  readonly isPartial: boolean;
  readonly covers: (document: Document) => boolean;
  readonly collation: Collation | undefined;
  /** Paths at which some document had an array; the planner must not intersect bounds there. Never shrinks. */
  readonly multikeyPaths: Set<string>;
  /** Some key was too long and is kept as its beginning and a hash, which have no order. */
  hasLongKeys: boolean;
  /** The first view sequence that sees the whole index. */
  readonly builtAt: number;
  /** Set while the index is being filled: it is written to but not read. */
  isBuilding: boolean;
}

const kindOf = (key: Document): IndexKind => {
  const values = Object.values(key);
  if (values.includes('text')) return 'text';
  return values.includes('hashed') ? 'hashed' : 'ordered';
};

const everything = (): boolean => true;

export interface StoredIndex {
  readonly id: number;
  readonly spec: Document;
  readonly multikeyPaths: readonly string[];
  readonly hasLongKeys: boolean;
}

export const defineIndex = (stored: StoredIndex, builtAt: number, isBuilding = false): IndexDefinition => {
  const { id, spec } = stored;
  const key = spec['key'] as Document;
  const partial = spec['partialFilterExpression'] as Document | undefined;
  const collation = spec['collation'] as Document | undefined;
  const compiledCollation = collation === undefined ? undefined : parseCollation(collation);
  const kind = kindOf(key);
  return {
    id,
    spec,
    kind,
    name: spec['name'] as string,
    fields: Object.entries(key)
      .filter(([path]) => path !== '_fts' && path !== '_ftsx')
      .map(([path, direction]) => ({ path, descending: typeof direction !== 'string' && toDouble(direction) < 0 })),
    isUnique: spec['unique'] === true || isIdKey(key),
    isSparse: spec['sparse'] === true || kind === 'text',
    isPartial: partial !== undefined,
    covers: partial === undefined ? everything : compileMatch(partial, {}),
    collation: compiledCollation,
    multikeyPaths: new Set(stored.multikeyPaths),
    hasLongKeys: stored.hasLongKeys,
    builtAt,
    isBuilding,
  };
};

const isIdKey = (key: Document): boolean => {
  const names = Object.keys(key);
  return names.length === 1 && names[0] === '_id' && typeof key['_id'] !== 'string';
};

export const isIdIndex = (index: IndexDefinition): boolean => index.name === '_id_';

/** What the catalog writes down of an index. */
export const storedIndex = (index: IndexDefinition): Document => ({
  id: index.id,
  spec: index.spec,
  multikeyPaths: [...index.multikeyPaths],
  hasLongKeys: index.hasLongKeys,
});

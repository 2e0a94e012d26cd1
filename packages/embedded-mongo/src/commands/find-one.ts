import type { Document } from '../bson/document.ts';
import { type FoundRecord, findRecords, prepareSearch } from '../planner/execute.ts';
import type { Collation } from '../query/collation.ts';
import { compileSort } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';

export interface OneRequest {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly hint?: unknown;
  readonly parsedCollation?: Collation | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** The first record in the order asked for, read from the state that is about to be changed. */
export const findFirst = (view: View, collection: Collection, request: OneRequest): FoundRecord | undefined => {
  const { filter, sort, hint, parsedCollation: collation, variables } = request;
  const prepared = prepareSearch(collection, view, { filter, sort, hint, collation, variables, limit: 1 });
  if (prepared.isSorted) {
    for (const found of findRecords(view, collection, prepared)) if (found !== undefined) return found;
    return undefined;
  }
  const order = compileSort(sort, collation);
  let best: FoundRecord | undefined;
  for (const found of findRecords(view, collection, prepared)) {
    if (found !== undefined && (best === undefined || order(found.document, best.document) < 0)) best = found;
  }
  return best;
};

export const findAll = (view: View, collection: Collection, request: OneRequest): FoundRecord[] => {
  const { filter, hint, parsedCollation: collation, variables } = request;
  const prepared = prepareSearch(collection, view, { filter, hint, collation, variables });
  return [...findRecords(view, collection, prepared)].filter((found) => found !== undefined);
};

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
  readonly collation?: Collation | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** The first record in the order asked for. */
export const findFirst = (view: View, collection: Collection, request: OneRequest): FoundRecord | undefined => {
  const prepared = prepareSearch(collection, view, { ...request, limit: 1 });
  if (prepared.isSorted) {
    for (const found of findRecords(view, collection, prepared)) if (found !== undefined) return found;
    return undefined;
  }
  const order = compileSort(request.sort, request.collation);
  let best: FoundRecord | undefined;
  for (const found of findRecords(view, collection, prepared)) {
    if (found !== undefined && (best === undefined || order(found.document, best.document) < 0)) best = found;
  }
  return best;
};

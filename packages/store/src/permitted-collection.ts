import { Forbidden } from '@health-graph/errors';
import type { RequestPermissions } from '@health-graph/permissions';
import type { RecordDefinition } from '@health-graph/records';
import { both, defaultOrder, type Filter } from './keyset.ts';
import { type Page, pageOf } from './page.ts';
import type { ParentList } from './pages-by-parent.ts';
import { type Parent, type PermittedRows, permittedRows } from './permitted-rows.ts';
import {
  type AllByOptions,
  type CollectionView,
  defaultLimit,
  oneOf,
  type PageRequest,
  type PagesByParentRequest,
  type RecordCollection,
  restOf,
} from './record-collection.ts';
import type { RecordReader } from './record-reader.ts';
import { rowPathsOf } from './row-filter.ts';
import type { StoredDocument, StoredRecord } from './stored-record.ts';

export interface PermittedPagesRequest extends PagesByParentRequest {
  /**
   * Whose the rows of each parent are, in the order of `parentIds`, where the parents are no patients: rows of anybody else are left out, and who may
   * see nothing of that patient is told so. Not needed where `parentField` names the patient.
   */
  readonly patientIds?: readonly string[];
}

/**
 * What one caller may see of a collection. What is hidden is absent: from answers, counts, pages and cursors, with the same error and at the same
 * cost as if it had never been stored. Every record is stamped with how the caller stands to it.
 */
export interface PermittedCollection<Definition extends RecordDefinition = RecordDefinition> extends CollectionView<Definition> {
  /** The records with these ids, in no order; one command. */
  byIds(ids: readonly string[]): Promise<StoredRecord<Definition>[]>;
  /** The records whose `field` holds one of `values`, in the list's order; one command. `limit` bounds what is read, so leave room. */
  allBy(field: string, values: readonly string[], options?: AllByOptions): Promise<StoredRecord<Definition>[]>;
  /** One page of a list that is nobody's; one command. @throws {Forbidden} when it could never hold a row */
  page(request: PageRequest): Promise<Page<StoredRecord<Definition>>>;
  /** One page for each parent, in their order; `Forbidden` for a parent of whom no row could ever be seen: an empty page means that there is nothing. */
  pagesByParent(request: PermittedPagesRequest): Promise<(Page<StoredRecord<Definition>> | Forbidden)[]>;
  /** For an app's own query of a list that is nobody's: to be joined with its filter. @throws {Forbidden} when it could never hold a row */
  rows(): Promise<Filter>;
  /** For an app's own query of the rows of these patients. */
  rowsOfPatients(patientIds: readonly string[]): Promise<Filter>;
  /** For an app's own query without such a filter: those of the documents that may be seen, as records. */
  permit(documents: readonly StoredDocument[]): Promise<StoredRecord<Definition>[]>;
}

/** `collection` as the caller of `permissions` may see it; made for each request. */
export function permittedCollection<Definition extends RecordDefinition>(
  { definition, model, cursors, reader }: RecordCollection<Definition>,
  permissions: RequestPermissions,
): PermittedCollection<Definition> {
  const rows = permittedRows(definition, permissions);
  const patientPath = rowPathsOf(definition).patientId;
  return {
    definition,
    model,
    cursors,
    toRecord: rows.toRecord,
    rows: rows.among,
    rowsOfPatients: rows.ofPatients,
    permit: rows.permit,
    byIds: async (ids) => (ids.length === 0 ? [] : rows.permit(await reader.byIds(ids))),
    async allBy(field, values, { filter = {}, order = defaultOrder(definition), limit = defaultLimit } = {}) {
      if (values.length === 0) return [];
      const asked = both(oneOf(field, values), filter);
      if (field !== patientPath) return rows.permit(await reader.find(asked, order, limit));
      return (await reader.find(both(asked, await rows.ofPatients(values)), order, limit)).map(rows.toRecord);
    },
    async page({ first, after, filter = {}, order = defaultOrder(definition) }) {
      const asked = both(filter, restOf(order, after, cursors));
      const documents = await reader.find(both(asked, await rows.among()), order, first + 1);
      return pageOf(documents, { first, after, order, cursors, toNode: rows.toRecord });
    },
    pagesByParent: ({ patientIds, ...request }) => {
      const whose = request.parentField === patientPath ? request.parentIds : (patientIds ?? []);
      const parents = request.parentIds.map((parentId, place) => ({ parentId, patientId: whose[place] }));
      return pagesOf(parents, request, { definition, cursors, reader, rows });
    },
  };
}

interface Sources<Definition extends RecordDefinition> extends Pick<CollectionView<Definition>, 'definition' | 'cursors'> {
  readonly reader: RecordReader;
  readonly rows: PermittedRows<Definition>;
}

async function pagesOf<Definition extends RecordDefinition>(
  parents: readonly Parent[],
  { parentField, first, after, filter = {}, order: asked }: PagesByParentRequest,
  { definition, cursors, reader, rows }: Sources<Definition>,
): Promise<(Page<StoredRecord<Definition>> | Forbidden)[]> {
  const order = asked ?? defaultOrder(definition);
  const narrowed = both(filter, restOf(order, after, cursors));
  const lists = await rows.lists(parents);
  const read = new Map<string, ParentList>();
  for (const list of lists) if (!(list instanceof Forbidden) && !read.has(list.parentId)) read.set(list.parentId, list);
  const found = await reader.ofParents([...read.values()], { parentField, filter: narrowed, order, limit: first + 1 });
  return lists.map((list) => {
    if (list instanceof Forbidden) return list;
    // One parent cannot be two patients': whoever says so is told nothing of the second.
    if (read.get(list.parentId)?.patientId !== list.patientId) return new Forbidden('You may not see records of this kind here.');
    return pageOf(found.get(list.parentId) ?? [], { first, after, order, cursors, toNode: rows.toRecord });
  });
}

import { Forbidden } from '@health-graph/errors';
import { type RequestPermissions, type RowFilter, stamp } from '@health-graph/permissions';
import type { RecordDefinition } from '@health-graph/records';
import type { Filter } from './keyset.ts';
import type { ParentList } from './pages-by-parent.ts';
import { knownFilterOf, nothing, rowPathsOf } from './row-filter.ts';
import { rowReader, textAt } from './row-of.ts';
import { type StoredDocument, type StoredRecord, toRecord } from './stored-record.ts';

/** A parent, and whose its rows are, where that is known. */
export interface Parent {
  readonly parentId: string;
  readonly patientId?: string | undefined;
}

/** What one caller may see of the rows of one definition. */
export interface PermittedRows<Definition extends RecordDefinition> {
  /** A filter for a list that is nobody's. @throws {Forbidden} when it could never hold a row */
  among(): Promise<Filter>;
  /** A filter for the rows of these patients; of who may not be asked about, none. */
  ofPatients(patientIds: readonly string[]): Promise<Filter>;
  /** The list of each parent; an error for a parent that could never have a row. */
  lists(parents: readonly Parent[]): Promise<readonly (ParentList | Forbidden)[]>;
  /** Those of the documents that may be seen, as records. */
  permit(documents: readonly StoredDocument[]): Promise<StoredRecord<Definition>[]>;
  /** The record in a document that a filter let through, stamped. */
  toRecord(document: StoredDocument): StoredRecord<Definition>;
}

export function permittedRows<Definition extends RecordDefinition>(
  definition: Definition,
  permissions: RequestPermissions,
): PermittedRows<Definition> {
  const { rowClass } = definition;
  const paths = rowPathsOf(definition);
  const rowOf = rowReader(paths, permissions.caller?.facilityId);
  /** `nothing` also where only a place that these rows never have would do. */
  const asFilter = (filter: RowFilter): Filter => knownFilterOf(filter, paths);
  /** Undefined where the row is refused. */
  const seen = (document: StoredDocument): StoredRecord<Definition> | undefined => {
    const standing = permissions.standingTo(rowOf(document));
    return standing.decideRow(rowClass).outcome === 'deny' ? undefined : stamp(toRecord(definition, document), standing);
  };
  const refusal = () => new Forbidden('You may not see records of this kind here.', { dataClass: rowClass });
  const among = async (): Promise<Filter> => {
    const rows = asFilter(await permissions.rowsAmong(rowClass));
    if (rows === nothing) throw refusal();
    return rows;
  };
  return {
    among,
    ofPatients: async (patientIds) => {
      await permissions.learn(patientIds);
      const path = paths.patientId ?? 'patientId';
      const alike = Map.groupBy(patientIds, (id) => asFilter(permissions.rowsOf(id, rowClass)));
      alike.delete(nothing);
      const groups = [...alike].map(([rows, ids]) => ({ $and: [{ [path]: { $in: ids } }, rows] }));
      return groups.length === 0 ? nothing : { $or: groups };
    },
    lists: async (parents) => {
      const patientIds = parents.flatMap(({ patientId }) => patientId ?? []);
      if (patientIds.length > 0) await permissions.learn(patientIds);
      const others = patientIds.length === parents.length ? undefined : await among().catch(refusedOnly);
      return parents.map(({ parentId, patientId }) => {
        if (patientId === undefined)
          return others === undefined || others instanceof Forbidden ? (others ?? refusal()) : { parentId, rows: others };
        const rows = asFilter(permissions.rowsOf(patientId, rowClass));
        if (rows === nothing) return refusal();
        return { parentId, rows, ...(parentId === patientId ? {} : { patientId }) };
      });
    },
    permit: async (documents) => {
      const isPublic = rowClass === 'public' && documents.every(({ labels }) => labels?.length === 0);
      // Also where nothing was found: what is hidden must cost what it costs not to be there.
      if (!isPublic) await permissions.learn(documents.flatMap((document) => textAt(document, paths.patientId) ?? []));
      return documents.flatMap((document) => seen(document) ?? []);
    },
    toRecord: (document) => {
      const record = seen(document);
      if (record === undefined) throw new Error('A row that may not be seen got through its filter.');
      return record;
    },
  };
}

/** A refusal is the answer of each parent; any other failure is that of the whole. */
function refusedOnly(failure: unknown): Forbidden {
  if (failure instanceof Forbidden) return failure;
  throw failure;
}

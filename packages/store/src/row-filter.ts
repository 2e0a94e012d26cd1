import type { RowFilter, RowGroup } from '@health-graph/permissions';
import type { RecordDefinition } from '@health-graph/records';
import type { Filter } from './keyset.ts';

/** Where records of a type say where they were made and whose they are; absent where they do not. */
export interface RowPaths {
  readonly facilityId?: string;
  readonly departmentId?: string;
  readonly patientId?: string;
}

/** Matches no record, and reads none. */
export const nothing: Filter = { _id: { $in: [] } };

/** The fields of these names, where the definition has them; every record has its patient in the envelope. */
export function rowPathsOf({ schema }: RecordDefinition): RowPaths {
  const has = (field: string) => field in schema.properties;
  return {
    patientId: 'patientId',
    ...(has('facilityId') ? { facilityId: 'facilityId' } : {}),
    ...(has('departmentId') ? { departmentId: 'departmentId' } : {}),
  };
}

/**
 * What an actor may see, as MongoDB takes it. A group that asks for a place is left out where records have none: they were made nowhere, which is
 * not here, but not elsewhere either. To be joined with the filter of a list, whose index it does not change: the index ends in `labelKey`.
 */
export function rowFilterOf(filter: RowFilter, paths: RowPaths): Filter {
  if (filter === 'nothing') return nothing;
  const groups = filter.anyOf.flatMap((group): Filter[] => groupFilter(group, paths));
  if (groups.length > 1) return { $or: groups };
  return groups[0] ?? nothing;
}

function groupFilter({ labelKeys, facilityIds, departmentIds, patientIds }: RowGroup, paths: RowPaths): Filter[] {
  const demands: readonly (readonly [string | undefined, readonly (string | undefined)[] | undefined])[] = [
    [paths.patientId, patientIds],
    [paths.facilityId, facilityIds],
    [paths.departmentId, departmentIds],
  ];
  const wanted: Record<string, unknown> = {};
  for (const [path, values] of demands) {
    if (values === undefined) continue;
    if (path !== undefined)
      wanted[path] = oneOf(values.map((value) => value ?? null)); // MongoDB: null is what is absent, too.
    else if (!values.includes(undefined)) return [];
  }
  return [{ ...wanted, labelKey: oneOf(labelKeys) }];
}

/** One value is written as such: an equality lets an index be entered where a list of values may not. */
const oneOf = (values: readonly (string | null)[]): unknown => (values.length === 1 ? values[0] : { $in: [...values] });

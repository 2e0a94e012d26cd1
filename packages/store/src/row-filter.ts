import type { RowFilter, RowGroup } from '@health-graph/permissions';
import type { RecordDefinition, RowPaths } from '@health-graph/records';
import type { Filter } from './keyset.ts';

/** Matches no record, and reads none. */
export const nothing: Filter = { _id: { $in: [] } };

const known = new WeakMap<RecordDefinition, RowPaths>();

/** Where records of the definition say whose they are and where they were made; absent where they do not. */
export function rowPathsOf(definition: RecordDefinition): RowPaths {
  const paths = known.get(definition) ?? pathsOf(definition);
  known.set(definition, paths);
  return paths;
}

function pathsOf({ schema, rowPaths }: RecordDefinition): RowPaths {
  const has = (field: string) => field in schema.properties;
  return {
    patientId: 'patientId',
    ...(has('facilityId') ? { facilityIds: ['facilityId'] } : {}),
    ...(has('departmentId') ? { departmentId: 'departmentId' } : {}),
    ...rowPaths,
  };
}

const filters = new WeakMap<RowPaths, WeakMap<object, Filter>>();

/** The same object for the same filter, so that lists that share it are read together. See `rowFilterOf`. */
export function knownFilterOf(filter: RowFilter, paths: RowPaths): Filter {
  if (filter === 'nothing') return nothing;
  const ofPaths = filters.get(paths) ?? new WeakMap<object, Filter>();
  filters.set(paths, ofPaths);
  const found = ofPaths.get(filter) ?? rowFilterOf(filter, paths);
  ofPaths.set(filter, found);
  return found;
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
  const wanted = [
    demandOf(paths.patientId, patientIds),
    facilityDemandOf(paths.facilityIds ?? [], facilityIds),
    demandOf(paths.departmentId, departmentIds),
  ];
  if (wanted.includes(undefined)) return [];
  return [{ ...Object.assign({}, ...wanted), labelKey: oneOf(labelKeys) }];
}

/** Undefined where no record of the definition can satisfy it. */
function demandOf(path: string | undefined, values: readonly (string | undefined)[] | undefined): Filter | undefined {
  if (values === undefined) return {};
  if (path !== undefined) return { [path]: oneOf(values.map((value) => value ?? null)) }; // MongoDB: null is what is absent, too.
  return values.includes(undefined) ? {} : undefined;
}

/** A record of several facilities is that of the actor's own where that is one of them, and nobody's in particular otherwise. */
function facilityDemandOf(paths: readonly string[], values: readonly (string | undefined)[] | undefined): Filter | undefined {
  if (values === undefined || paths.length <= 1) return demandOf(paths[0], values);
  return values.includes(undefined) ? {} : { $or: paths.map((path) => ({ [path]: oneOf(values.map((value) => value ?? null)) })) };
}

/** One value is written as such: an equality lets an index be entered where a list of values may not. */
const oneOf = (values: readonly (string | null)[]): unknown => (values.length === 1 ? values[0] : { $in: [...values] });

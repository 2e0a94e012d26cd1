import type { RecordDefinition } from '@health-graph/records';
import type { Position, PositionValue } from './cursor.ts';
import type { StoredDocument } from './stored-record.ts';

/** Paths and directions that order a list; the last is `_id`, so that no two records stand in one place. */
export type Order = readonly (readonly [path: string, direction: 1 | -1])[];

/** A filter as MongoDB reads it, on fields of the record's data. */
export type Filter = Readonly<Record<string, unknown>>;

/** The order of lists where nobody asks for another: the newest first, or by id where records have no date. */
export const defaultOrder = (definition: RecordDefinition): Order =>
  definition.sortBy === undefined
    ? [['_id', 1]]
    : [
        ['sortAt', -1],
        ['_id', -1],
      ];

/** `order` as MongoDB's `$sort` takes it. */
export const sortOf = (order: Order): Record<string, 1 | -1> => Object.fromEntries(order);

/** Where `document` stands in a list of this order. */
export const positionIn = (order: Order, document: StoredDocument): Position =>
  order.map(([path]) => (document[path] ?? null) as PositionValue);

/** Fields that every record in the list has, so that a bound on them loses none. */
const isAlwaysThere = (path: string): boolean => path === 'sortAt' || path === '_id';

/**
 * The filter that leaves what comes after `position`. The first field is bounded on its own as well, so that an index on it is entered at
 * the position and not read from its start.
 */
export function beyond(order: Order, position: Position): Filter {
  const alternatives = order.flatMap(([path, direction], place) => {
    const equal = order.slice(0, place).map(([earlier], index) => [earlier, position[index] ?? null]);
    return past(path, direction, position[place] ?? null).map((later) => ({ ...Object.fromEntries(equal), ...later }));
  });
  const [only] = alternatives;
  return alternatives.length === 1 && only !== undefined ? only : { ...bound(order, position), $or: alternatives };
}

/** What lies past one value of one field, as alternatives. A missing field sorts before every value, as MongoDB sorts null. */
function past(path: string, direction: 1 | -1, value: PositionValue): Filter[] {
  if (direction === 1) return value === null ? [{ [path]: { $ne: null } }] : [{ [path]: { $gt: value } }];
  if (value === null) return [];
  return isAlwaysThere(path) ? [{ [path]: { $lt: value } }] : [{ [path]: { $lt: value } }, { [path]: null }];
}

function bound([first]: Order, [value = null]: Position): Filter {
  if (first === undefined || value === null) return {};
  const [path, direction] = first;
  if (direction === 1) return { [path]: { $gte: value } };
  return isAlwaysThere(path) ? { [path]: { $lte: value } } : {};
}

/** Both filters at once; written flat where they name different fields, which is how planners like it. */
export function both(one: Filter, other: Filter): Filter {
  const overlap = Object.keys(one).some((key) => key in other);
  return overlap ? { $and: [one, other] } : { ...one, ...other };
}

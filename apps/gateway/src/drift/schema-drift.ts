import { membersOf, type SchemaMembers } from './schema-members.ts';

/** In what the schema that an endpoint serves differs from the one that was composed. */
export interface SchemaDrift {
  /** Coordinates that the graph asks it for and that it does not have: such questions fail. Some of them, if there are many. */
  readonly missing: readonly string[];
  /** Coordinates that it has with another type. Some of them, if there are many. */
  readonly changed: readonly string[];
  /** How many it has beyond what was published: nobody asks for them. A number only, the names are the endpoint's own words. */
  readonly added: number;
}

export const noDrift: SchemaDrift = { missing: [], changed: [], added: 0 };

const mostNamed = 20;

/** @throws when `served` is no SDL */
export function compareSchemas(composed: SchemaMembers, served: string): SchemaDrift {
  const own = membersOf(served);
  const missing = [...composed.keys()].filter((coordinate) => !own.has(coordinate));
  const changed = [...composed]
    .filter(([coordinate, type]) => own.has(coordinate) && own.get(coordinate) !== type)
    .map(([coordinate]) => coordinate);
  const added = [...own.keys()].filter((coordinate) => !composed.has(coordinate)).length;
  return { missing: missing.slice(0, mostNamed), changed: changed.slice(0, mostNamed), added };
}

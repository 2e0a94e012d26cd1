import { InvalidConfiguration } from '@health-graph/errors';
import { type FieldRequirements, fieldRequirements } from '@health-graph/gateway';
import { createScopeSet, type DataClass, dataClasses, type FieldKind, isDataClass, type Requirement } from '@health-graph/permissions';
import { type RecordDefinition, recordDefinitions } from '@health-graph/records';
import { fieldKinds } from '@health-graph/subgraph-kit';
import { neverRaised } from '@health-graph/terminology';
import { readServedBy, type ServedBy } from './served-by.ts';

/** A field of the graph, with all that decides about it. */
export interface GraphField {
  /** `Patient.nationalId` */
  readonly name: string;
  readonly type: string;
  /** A field of a value is decided about with the field that holds the value. */
  readonly place: 'operation' | 'record' | 'value';
  /** What the gateway and the guard ask for together, in the order of `dataClasses`. */
  readonly classes: readonly DataClass[];
  /** The class of the rows it belongs to, where no code raises them; absent where a subgraph serves it that keeps no such rows. */
  readonly row?: DataClass;
  /** Whether codes can raise its rows, or the rows that it leads to. */
  readonly isRaised: boolean;
  /** Absent: there is nothing to show of it behind a mask. */
  readonly kind?: FieldKind;
  /** All must be met, each of them by one of its groups. */
  readonly scopes: readonly (readonly (readonly string[])[])[];
}

/** @throws {InvalidConfiguration} when the supergraph cannot be read, or a field of it has no class */
export function readGraphFields(supergraphSdl: string): readonly GraphField[] {
  const fields = fieldRequirements(supergraphSdl);
  const servedBy = readServedBy(supergraphSdl);
  const classesWithin = createClassesWithin(fields, servedBy);
  return fields.map(({ type, field, requirements }) => {
    const name = `${type}.${field}`;
    const classes = withoutPublic([...classesOf(name, requirements), ...classesWithin(servedBy.given(name))]);
    if (classes.length === 0) throw new InvalidConfiguration('A field of the supergraph has no data class.', { setting: name });
    const row = rowClassOf(type, servedBy.subgraphsOf(name));
    const kind = fieldKinds[name];
    return {
      name,
      type,
      place: servedBy.placeOf(type),
      classes,
      ...(row === undefined ? {} : { row }),
      isRaised: row === undefined ? classes.includes('clinical') : !neverRaised.has(type),
      ...(kind === undefined ? {} : { kind }),
      scopes: withoutImplied(requirements.flatMap((requirement) => (requirement.kind === 'scopes' ? [requirement.anyOf] : []))),
    };
  });
}

function classesOf(name: string, requirements: readonly Requirement[]): readonly DataClass[] {
  return requirements.flatMap((requirement) => {
    if (requirement.kind !== 'policy') return [];
    if (requirement.anyOf.length > 1)
      throw new InvalidConfiguration('A field of the supergraph has alternative data classes, which no subgraph decides by.', {
        setting: name,
      });
    return requirement.anyOf.flat().filter(isDataClass);
  });
}

/** Every class inside a value, however deep: its holder is refused where any of them is. Pages are no values, their rows are decided one by one. */
function createClassesWithin(fields: readonly FieldRequirements[], { placeOf, isPage, given }: ServedBy) {
  const ofType = Map.groupBy(fields, ({ type }) => type);
  const known = new Map<string, readonly DataClass[]>();
  const within = (type: string): readonly DataClass[] => {
    if (placeOf(type) !== 'value' || isPage(type)) return [];
    const before = known.get(type);
    if (before !== undefined) return before;
    known.set(type, []); // Values may hold each other.
    const all = (ofType.get(type) ?? []).flatMap(({ field, requirements }) => {
      const name = `${type}.${field}`;
      return [...classesOf(name, requirements), ...within(given(name))];
    });
    known.set(type, all);
    return all;
  };
  return within;
}

type Scopes = GraphField['scopes'];

/** Without what is met by whoever meets another: the scopes of an entity beside those of it and two more. */
function withoutImplied(all: Scopes): Scopes {
  const implies = (one: Scopes[number], other: Scopes[number]): boolean => one.every((group) => createScopeSet(group).satisfies(other));
  return all.filter((scopes, place) => {
    const others = all.filter((other, at) => at !== place && implies(other, scopes));
    return others.every((other) => implies(scopes, other) && all.indexOf(other) > place); // Of two alike, the first.
  });
}

/** `public` asks for nothing beside another class. */
function withoutPublic(found: readonly DataClass[]): readonly DataClass[] {
  const all = dataClasses.filter((dataClass) => found.includes(dataClass));
  return all.length > 1 ? all.filter((dataClass) => dataClass !== 'public') : all;
}

function rowClassOf(type: string, subgraphs: readonly string[]): DataClass | undefined {
  const definition = (recordDefinitions as Readonly<Record<string, RecordDefinition>>)[type];
  return definition !== undefined && subgraphs.every((name) => name === definition.subgraph) ? definition.rowClass : undefined;
}
